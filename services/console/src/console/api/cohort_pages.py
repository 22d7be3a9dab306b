"""Cohorts as pages: runs of a training, and of each member the hours and weeks, and which rule stands against counting them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from console.api.figures import Filters
from console.api.overview import choices
from console.api.parameters import County, Program
from console.api.policies import latest, names_in
from console.api.pool_pages import After
from console.api.recruited import PAGE, Called, Pages, ask, called, with_places
from console.api.rendering import page
from console.api.section import DECIDING, WATCHING
from peerbridge.web import Api, Caller

__all__ = ["RULES", "router"]

router = Api(include_in_schema=False)
A_WEEK: Final = 7  # days
RULES: Final = {
    "never-attended": "Noted at no meeting",
    "hours-too-few": "Too few hours",
    "course-too-short": "From the first to the last meeting are too few weeks",
    "hours-impossible": "More hours than its days hold",
    "steps-missing": "A step before it is missing",
    "application-closed": "The application is over",
    "unknown-to-program": "The policy of this application has no such training",
    "date-out-of-bounds": "A day cannot be",
}
"""Recruitment's rules by their names; another one is told in recruitment's own words."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member as a row. `mark`: counted, against (a rule stands against it), or open (nothing stands against it).

    `href`: what the reader may open of them, None where that is nothing.
    """

    href: str | None
    who: str
    hours: str
    meetings: int
    weeks: int
    span: str
    mark: str
    says: str


@router.get("/cohorts", roles=WATCHING, impersonal=True)
async def listed(
    request: Request, caller: Caller, county: County = None, program: Program = None, after: After = ""
) -> Response:
    """Cohorts, the oldest first."""
    filters = Filters(county, program)
    found = await ask(request, caller, "/v1/cohorts", county=county, program=program, after=after or None, limit=PAGE)
    async with with_places(request, caller) as (_, known):
        pass
    names = await called(request, caller, known)
    return page(
        request,
        "cohorts.html",
        rows=found["items"],
        called=names,
        pages=Pages.of("/cohorts", filters, after, found["next"]),
        filters=filters,
        choices=choices(caller, known),
    )


@router.get("/cohorts/{cohort}", roles=WATCHING)
async def one(request: Request, cohort: UUID, caller: Caller) -> Response:
    """One cohort with its members and meetings. Raises: NotVisible."""
    found = await ask(request, caller, f"/v1/cohorts/{cohort}")
    policy = (await latest(request, caller, found["program"]))["policy"]
    training: Mapping[str, Any] = next(
        (each for each in policy["trainings"] if each["training"] == found["training"]), {}
    )
    people = [each["person"] for each in found["members"]]
    async with with_places(request, caller) as (work, known):
        concerns = [UUID(person) for person in people if person]
        work.audit(action="read", what="cohort", subject=cohort, county=found["county"], concerns=concerns)
    names = await called(request, caller, known, people)
    how = {"closed": bool(found["closed_on"]), "may_decide": caller.holds(*DECIDING)}
    members = {each["application"]: member(names, each, **how) for each in found["members"]}
    return page(
        request,
        "cohort.html",
        cohort=found,
        title=names_in(policy).get(found["training"], names.term(found["training"])),
        need=training,
        called=names,
        members=list(members.values()),
        meetings=[
            (each, [members[id_].who for id_ in each["attended"] if id_ in members]) for each in found["sessions"]
        ],
        names_away=names.names is None,
    )


def member(called: Called, item: Mapping[str, Any], *, closed: bool, may_decide: bool) -> Member:
    """A member as a row."""
    first, last = item["first_on"], item["last_on"]
    weeks = (date.fromisoformat(last) - date.fromisoformat(first)).days // A_WEEK + 1 if first else 0
    span = called.day(first) if first == last else f"{called.day(first)} – {called.day(last)}"
    return Member(
        href=_href(item, may_decide=may_decide),
        who=called.who(item["person"]),
        hours=called.number(item["hours"]),
        meetings=item["meetings"],
        weeks=weeks,
        span=span,
        mark="counted" if item["counted_on"] else "against" if item["rule"] else "open",
        says=_says(called, item, closed=closed),
    )


def _href(item: Mapping[str, Any], *, may_decide: bool) -> str | None:
    if item["person"] is None:
        return None
    return f"/applications/{item['application']}" if may_decide else f"/pool/{item['person']}"


def _says(called: Called, item: Mapping[str, Any], *, closed: bool) -> str:
    if item["counted_on"]:
        return called.words("Counts as of {day}", day=called.day(item["counted_on"]))
    if item["rule"]:
        return called.words(RULES[item["rule"]]) if item["rule"] in RULES else str(item["reason"])
    if item["person"] is None:
        return called.words("Of a county that you do not hold")
    return called.words("Not counted: record it by itself" if closed else "Nothing stands against it")
