"""The pool as pages: who waits until when, who may be invited, who left and why; and one person with all that stands."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from console.api.figures import Filters
from console.api.overview import choices
from console.api.parameters import EMPTY, County, Program
from console.api.recruited import PAGE, Called, Pages, Tab, ask, called, state_tabs, told, with_places
from console.api.rendering import page, words_of
from console.api.rows import Teller
from console.api.section import DECIDING, KNOWING, WATCHING
from console.api.standings import STATES, asked_for, standing, state_of
from console.domain.told import Told
from console.storage import events, withdrawals
from peerbridge.identity import Principal
from peerbridge.web import Api, Caller

__all__ = ["After", "router"]

router = Api(include_in_schema=False)
LATEST: Final = 20  # events of one person shown; the rest is one step away
After = Annotated[str, Query(max_length=120)]
Wanted = Annotated[
    Literal["waiting", "identified", "nominated", "applied", "withdrawn", "opted_out", "outside"] | None, EMPTY, Query()
]


@router.get("/pool", roles=KNOWING)
async def listed(
    request: Request,
    caller: Caller,
    county: County = None,
    program: Program = None,
    state: Wanted = None,
    after: After = "",
) -> Response:
    """Candidates by state, in the order in which they were first heard of."""
    filters = Filters(county, program)
    narrowed = {"county": county, "program": program}
    asked = {**narrowed, **asked_for(state), "after": after or None, "limit": PAGE}
    found, counts = await asyncio.gather(
        ask(request, caller, "/v1/candidates", **asked), ask(request, caller, "/v1/candidates/counts", **narrowed)
    )
    people = [each["person"] for each in found["items"]]
    async with with_places(request, caller) as (work, known):
        reasons = await withdrawals.reasons(work, caller.scope.counties, _withdrawn(found["items"]))
        told(work, "candidates", found["items"])
    names = await called(request, caller, known, people)
    return page(
        request,
        "pool.html",
        rows=[standing(names, each, reasons.get((each["person"], each["program"]))) for each in found["items"]],
        tabs=tabs(names, counts["items"], filters, state),
        state=state,
        pages=Pages.of("/pool", filters, after, found["next"], state=state),
        filters=filters,
        choices=choices(caller, known),
        names_away=names.names is None,
    )


def tabs(names: Called, counts: Sequence[Mapping[str, Any]] | None, filters: Filters, chosen: str | None) -> list[Tab]:
    """All, and every state as it is shown here."""
    numbers = Counter[str]()
    for each in counts or ():
        numbers[state_of(each)] += each["count"]
    labels: dict[str | None, str] = {None: "All", **{state: each.label for state, each in STATES.items()}}
    return state_tabs(names, "/pool", filters, labels, None if counts is None else numbers, chosen)


def _withdrawn(items: Sequence[Mapping[str, Any]]) -> list[UUID]:
    return [UUID(each["person"]) for each in items if each["state"] == "withdrawn"]


@router.get("/pool/{person}", roles=KNOWING)
async def one(request: Request, person: UUID, caller: Caller) -> Response:
    """One person: how they stand with every programme and why, what became of it, and what was told. Raises: NotVisible."""
    found = (await ask(request, caller, f"/v1/candidates/{person}"))["programs"]
    applications = await _further(request, caller, "/v1/applications", person, DECIDING)
    partnerships = await _further(request, caller, "/v1/partners", person, WATCHING)
    async with with_places(request, caller) as (work, known):
        reasons = await withdrawals.reasons(work, caller.scope.counties, _withdrawn(found))
        history: list[Told] = await events.listed(work, caller.scope.counties, subject=str(person), limit=LATEST + 1)
        told(work, "candidate", found[:1])
    names = await called(request, caller, known, [str(person)])
    teller = Teller(words_of(request), known, names.names, ids=True)
    return page(
        request,
        "person.html",
        person=person,
        who=names.who(str(person), "person"),
        standings=[standing(names, each, reasons.get((each["person"], each["program"]))) for each in found],
        applications=applications,
        partnerships=partnerships,
        called=names,
        events=[teller.row(event) for event in history[:LATEST]],
        more=len(history) > LATEST,
        may_decide=caller.holds(*DECIDING),
        names_away=names.names is None,
    )


async def _further(
    request: Request, caller: Principal, path: str, person: UUID, roles: Sequence[str]
) -> list[Mapping[str, Any]]:
    """What stands of a person in another list, where the reader may open it."""
    if not caller.holds(*roles):
        return []
    items: list[Mapping[str, Any]] = (await ask(request, caller, path, person=person, limit=PAGE))["items"]
    return items
