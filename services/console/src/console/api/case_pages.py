"""Cases as pages: browse and find them, and one case's story, told service by service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from console.api.figures import Filters
from console.api.labels import code
from console.api.overview import choices
from console.api.parameters import EMPTY, Before, County, asked
from console.api.parts import STAFF, parts_of, reading
from console.api.rendering import page, words_of
from console.api.rows import Row, Teller, people_of
from console.domain.places import Places
from console.domain.told import Told
from console.storage import events, tallies, timelines
from console.storage.programs import places
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.identity import Principal
from peerbridge.web import Api, Caller

__all__ = ["router"]

router = Api(include_in_schema=False)
PAGE: Final = 40
ORDER: Final = ("recruitment", "matching", "supervision", "notification")
Lane = tuple[str, list[tuple[str, Row]]]
Status = Annotated[Literal["open", "closed"] | None, EMPTY, Query()]
Find = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list: its id, whether it is open, since when and why."""

    case: UUID
    is_open: bool
    place: str
    since: str
    why: str


@router.get("/cases", roles=STAFF)
async def listed(
    request: Request,
    caller: Caller,
    county: County = None,
    status: Status = None,
    before: Before = None,
    find: Find = "",
) -> Response:
    """Cases of the reader's counties, the newest event first; or those that an id belongs to."""
    thing = _id(find)
    async with reading(request, caller) as work:
        known = await places(work)
        if thing is not None and (cases := await timelines.cases_of(work, caller.scope.counties, [thing])):
            found: Sequence[Told] = await newest_of(work, caller, cases)
            if len(cases) == 1:
                return RedirectResponse(f"/cases/{cases[0]}", 303)
        elif find:
            found = []
        else:
            found = await browsed(work, caller, known, county, status, before)
        work.audit_shown("cases", found[:PAGE], lambda event: event.ids)
    teller, shown = Teller(words_of(request), known), found[:PAGE]
    filters = Filters(county)
    more = filters.query(status=status, before=str(shown[-1].id)) if len(found) > PAGE else None
    return page(
        request,
        "cases.html",
        rows=[case_row(teller, event) for event in shown],
        filters=filters,
        status=status or "",
        find=find,
        first=before is None,
        first_href=f"/cases?{filters.query(status=status)}",
        older=f"/cases?{more}" if more else None,
        choices=choices(caller, known),
    )


async def browsed(
    work: UnitOfWork, caller: Principal, known: Places, county: str | None, status: str | None, before: UUID | None
) -> Sequence[Told]:
    """The events by which cases stand as they do, newest first."""
    wanted = asked(caller, county, None, known)
    ids = [
        event
        for stage in ("open", "closed")
        if status in (None, stage)
        for event in await tallies.counted(work, wanted, f"case_{stage}", before=before, limit=PAGE + 1)
    ]
    newest = sorted(ids, reverse=True)[: PAGE + 1]
    return (await events.of_ids(work, caller.scope.counties, newest))[::-1]


async def newest_of(work: UnitOfWork, caller: Principal, cases: Sequence[UUID]) -> list[Told]:
    """The event by which each of these cases stands as it does."""
    ids = await tallies.standing(work, caller.scope.counties, cases)
    return (await events.of_ids(work, caller.scope.counties, ids))[::-1]


def case_row(teller: Teller, event: Told) -> CaseRow:
    """A case as its newest event leaves it."""
    day = event.data.get("closed_on") or event.data.get("opened_on")
    return CaseRow(
        case=event.case or UUID(event.subject),
        is_open="exit_reason" not in event.data,
        place=teller.places.county(event.county),
        since=teller.words.day(date.fromisoformat(day)) if day else "",
        why=teller.words(code(event.data.get("exit_reason", ""))),
    )


@router.get("/cases/{case}", roles=STAFF)
async def story(request: Request, case: UUID, caller: Caller) -> Response:
    """Every event of a case's story, with the names of the people in it as their directory has them now. Raises: NotVisible."""
    async with reading(request, caller) as work:
        found = await timelines.story(work, caller.scope.counties, case)
        if not found:
            raise NotVisible
        known = await places(work)
        people = {each for event in found for each in event.ids}
        work.audit(action="read", what="timeline", subject=case, county=found[0].county, concerns=people)
    names = await parts_of(request).people.names(
        caller.token, {person for event in found for person in people_of(event)}
    )
    teller = Teller(words_of(request), known, names, ids=True)
    current = [event for event in found if event.topic == "peerbridge.cases"]
    return page(
        request,
        "case.html",
        case=case,
        place=known.county(found[0].county),
        stands=case_row(teller, current[-1]) if current else None,
        days=by_day(teller, found),
        services=[(service, sum(event.service == service for event in found)) for service in ORDER],
        names_away=names is None,
        complete=len(found) < timelines.MOST,
    )


def by_day(teller: Teller, story: Sequence[Told]) -> list[tuple[str, list[Lane]]]:
    """A story as days, each with what every service said that day, at which time of day."""
    days: dict[date, dict[str, list[tuple[str, Row]]]] = {}
    for event in story:
        local = event.time.astimezone(teller.places.zone(event.county))
        lanes = days.setdefault(local.date(), {service: [] for service in ORDER})
        lanes[event.service].append((teller.words.clock(local), teller.row(event)))
    return [(teller.words.day(day), list(lanes.items())) for day, lanes in sorted(days.items())]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
