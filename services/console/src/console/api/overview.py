"""The first page: where everything stands, what happens right now, and what is overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from console.api.figures import Filters, figures, funnel, total
from console.api.labels import STAGE_LABELS
from console.api.parameters import County, Program, asked
from console.api.parts import STAFF, parts_of, reading
from console.api.rendering import page, words_of
from console.api.rows import Row, Teller, people_of
from console.domain.places import Places
from console.domain.stages import CASES, CHECK_INS, OVERDUE, REQUESTS
from console.domain.told import Told
from console.storage import events, feed, tallies
from console.storage.programs import places
from peerbridge.database.work import UnitOfWork
from peerbridge.identity import Principal
from peerbridge.web import Api, Caller

__all__ = ["Choices", "choices", "router"]

router = Api(include_in_schema=False)
LATEST: Final = 12
LONGEST: Final = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """What one transaction has read for the page."""

    known: Places
    numbers: dict[str, int]
    latest: Sequence[Told]
    late: Sequence[tuple[tallies.Overdue, Told]]
    place: str


@router.get("/", roles=STAFF)
async def overview(request: Request, caller: Caller, county: County = None, program: Program = None) -> Response:
    """What is happening, in the reader's counties."""
    filters = Filters(county, program)
    async with reading(request, caller) as work:
        seen = await look(work, caller, filters)
    return page(
        request,
        "overview.html",
        filters=filters,
        funnel=funnel(seen.numbers, filters),
        tiles={
            "Requests": figures(seen.numbers, REQUESTS, filters),
            "Check-ins": figures(seen.numbers, CHECK_INS, filters),
        },
        cases=figures(seen.numbers, CASES, filters),
        **await late_values(request, caller, filters, seen),
        rows=[Teller(words_of(request), seen.known).row(event) for event in seen.latest],
        since=seen.place,
        choices=choices(caller, seen.known),
    )


@router.get("/overdue", roles=STAFF)
async def overdue(request: Request, caller: Caller, county: County = None, program: Program = None) -> Response:
    """The overview's list of what is overdue, by itself: it is read anew when the numbers move."""
    filters = Filters(county, program)
    async with reading(request, caller) as work:
        seen = await look(work, caller, filters, latest=0)
    return page(request, "_late.html", filters=filters, **await late_values(request, caller, filters, seen))


async def late_values(request: Request, caller: Principal, filters: Filters, seen: Seen) -> dict[str, Any]:
    """What the list shows: overdue things with the names of their partners, and how many there are in all."""
    named = {person for _, event in seen.late for person in people_of(event)}
    names = await parts_of(request).people.names(caller.token, named)
    return {
        "late": late_rows(Teller(words_of(request), seen.known, names, ids=True), seen.late),
        "late_numbers": figures(seen.numbers, OVERDUE, filters),
        "names_away": names is None,
    }


async def look(work: UnitOfWork, caller: Principal, filters: Filters, latest: int = LATEST) -> Seen:
    """Everything the page shows, from one transaction. The place in the feed comes first: no event falls between page and feed."""
    place = await feed.here(work)
    known = await places(work)
    wanted = asked(caller, filters.county, filters.program, known)
    late = await tallies.overdue(work, wanted, limit=LONGEST)
    told = {
        event.id: event for event in await events.of_ids(work, caller.scope.counties, [each.event for each in late])
    }
    newest = await events.listed(work, wanted.shown, limit=latest) if latest else []
    work.audit_shown("overview", [*newest, *told.values()], lambda event: event.ids)
    return Seen(
        known=known,
        numbers=total(await tallies.numbers(work, wanted)),
        latest=newest,
        late=[(each, told[each.event]) for each in late if each.event in told],
        place=place,
    )


@dataclass(frozen=True, slots=True)
class Late:
    """One overdue thing as it is shown."""

    label: str
    due_on: str
    place: str
    who: str
    href: str


def late_rows(teller: Teller, late: Sequence[tuple[tallies.Overdue, Told]]) -> list[Late]:
    """Overdue things with whom they concern."""
    return [_late(teller, each, teller.row(event), teller.who(event, "partner")) for each, event in late]


def _late(teller: Teller, each: tallies.Overdue, row: Row, who: str) -> Late:
    label = STAGE_LABELS["contact_overdue"] if each.state == "contact_overdue" else "Check-in overdue"
    href = story_of(each.case_id) or row.href
    return Late(teller.words(label), teller.words.day(each.due_on), row.place, who, href)


def story_of(case: UUID | None) -> str | None:
    """The address of a case's story."""
    return f"/cases/{case}" if case else None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer, as values with their labels."""

    counties: list[tuple[str, str]]
    programs: list[tuple[str, str]]


def choices(caller: Principal, known: Places) -> Choices:
    """The reader's counties by name, and the programmes that serve any of them."""
    mine = set(caller.scope.counties)
    programs = sorted((each.title, each.program) for each in known.programs.values() if each.counties & mine)
    return Choices(
        counties=sorted(((fips, known.county(fips)) for fips in mine), key=lambda pair: pair[1]),
        programs=[(program, title) for title, program in programs],
    )
