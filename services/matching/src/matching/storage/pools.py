"""Who waits and who may serve, as the rules see them: of a county, of a whole state, or of those whom a choice concerns."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import and_, col, or_, select

from matching.domain.pool import Available, Movable, Pool, Seeker
from matching.domain.programs import Program, zone_of
from matching.domain.requests import SupportRequest
from matching.domain.roster import RosterEntry
from matching.storage import families, pairs, places, roster, silence, whole_state
from matching.storage.around import Circumstances, circumstances, offers
from matching.storage.mapping import chosen
from matching.storage.tables import RequestRow, WaitingRow
from matching.storage.whole_state import Opens
from peerbridge.database.work import UnitOfWork

__all__ = [
    "Circumstances",
    "available",
    "circumstances",
    "concerning",
    "joined",
    "of_county",
    "of_state",
    "seekers",
]


async def of_county(work: UnitOfWork, county: str) -> Pool:
    """All who wait in a county, and all who are counted there or shared with it."""
    around = await circumstances(work, [county])
    waits = await _seeking(work, col(RequestRow.county) == county)
    return await _pool(work, around, waits, await roster.serving(work, county))


async def of_state(transaction: Opens, counties: Sequence[str]) -> Pool:
    """All who wait in these counties of one state, and all who may serve one of them; read page by page, a transaction each."""
    async with transaction() as work:
        around = await circumstances(work, counties)
    return joined(around, [page async for page in whole_state.pages(transaction, around, counties)])


def joined(around: Circumstances, parts: Sequence[Pool]) -> Pool:
    """Parts of a state's pool as one."""
    return replace(
        around.nobody,
        seekers=tuple(seeker for each in parts for seeker in each.seekers),
        available=tuple(partner for each in parts for partner in each.available),
        movable={request: proposal for each in parts for request, proposal in each.movable.items()},
    )


async def concerning(
    work: UnitOfWork, around: Circumstances, requests: Collection[UUID], partners: Collection[UUID]
) -> Pool:
    """Of these requests those that still seek, and these partners as they are now."""
    here = col(RequestRow.county).startswith(around.digits)
    waits = await _seeking(work, and_(here, col(RequestRow.request).in_(sorted(requests))))
    return await _pool(work, around, waits, await roster.of(work, partners))


async def _pool(
    work: UnitOfWork, around: Circumstances, waits: Collection[SupportRequest], entries: Sequence[RosterEntry]
) -> Pool:
    """The pool of these requests and partners."""
    found = await pairs.movable(
        work, around.digits, [each.request for each in waits], [each.partner for each in entries]
    )
    return Pool(
        now=around.now,
        days=around.days,
        seekers=await seekers(work, waits, around.versions),
        available=await available(work, entries, around, found),
        movable={each.request: each for each in found},
        rules=around.rules,
    )


async def _seeking(work: UnitOfWork, condition: Any) -> list[SupportRequest]:
    """Open requests that wait, or whose proposal nobody has seen."""
    statement = select(RequestRow).outerjoin(WaitingRow, col(WaitingRow.request) == col(RequestRow.request))
    seeking = or_(col(WaitingRow.request).is_not(None), pairs.has_movable())
    statement = statement.where(condition, col(RequestRow.state) == "open", seeking)
    return await chosen(work, SupportRequest, statement.order_by(col(RequestRow.request)))


async def seekers(
    work: UnitOfWork, waits: Collection[SupportRequest], versions: Sequence[Program]
) -> tuple[Seeker, ...]:
    """These requests with what the rules must know of their families."""
    known = await families.cases(work, [request.case for request in waits])
    noes = await pairs.noes(work, [request.parent for request in waits])
    people = {case: frozenset(about.parents) for case, about in known.items()}
    zones = {county: zone_of(versions, county) for county in {request.county for request in waits}}
    today = {request.request: work.today(zones[request.county]) for request in waits}
    resting = await silence.unanswered(await work.raw(), today)
    return tuple(
        Seeker(
            request,
            people.get(request.case, frozenset()),
            noes.get(request.parent, {}),
            zones[request.county],
            resting.get(request.request, frozenset()),
        )
        for request in waits
    )


async def available(
    work: UnitOfWork, entries: Iterable[RosterEntry], around: Circumstances, movable: Collection[Movable] = ()
) -> tuple[Available, ...]:
    """These entries with profiles, policies and places, and where agreements of the pool reach today."""
    listed = list(entries)
    partners = {entry.partner for entry in listed}
    profiles = await roster.profiles(work, partners)
    slots = await places.slots_of(work, [each.proposal for each in movable])
    given_up = [(each.place, slots[each.proposal]) for each in movable if each.proposal in slots]
    return offers(listed, around, profiles, (await places.occupancy(work, partners)).without(given_up))
