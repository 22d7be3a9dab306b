"""The pool of one county: who waits there and who may serve it, read under that county's scope."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, or_, select

from matching.domain.agreements import PoolVersion, agreed_with, rules_of
from matching.domain.pool import Available, Pool, Seeker
from matching.domain.profiles import Profile
from matching.domain.programs import Program, in_force, zone_of
from matching.domain.proposals import Proposal
from matching.domain.requests import SupportRequest
from matching.domain.roster import RosterEntry
from matching.storage import families, pairs, places, pool_versions, programs, roster
from matching.storage.mapping import chosen
from matching.storage.tables import RequestRow, WaitingRow
from peerbridge.database.work import UnitOfWork

__all__ = ["available", "home_of", "load", "seekers"]

MOST_SEEKERS = 1000


async def load(
    work: UnitOfWork,
    county: str,
    *,
    requests: Collection[UUID] | None = None,
    partners: Collection[UUID] | None = None,
    rules: PoolVersion | None = None,
) -> Pool:
    """Everything the choice needs, or only these requests and partners when it is checked again under locks.

    `rules`: others than those in force, where it is asked what would be.
    """
    published = await pool_versions.versions(work)
    versions = await programs.versions(work)
    zone = zone_of(versions, county)
    today = work.today(zone)
    movable = {each.request: each for each in await pairs.movable(work, county, requests)}
    waits = await _waiting(work, county, requests, movable)
    entries = await roster.serving(work, county) if partners is None else await roster.of(work, partners)
    return Pool(
        county=county,
        zone=zone,
        now=work.business_now,
        today=today,
        seekers=await seekers(work, waits),
        available=await available(
            work,
            entries if waits else [],
            in_force(versions, today),
            [rules] if rules else published,
            today,
            movable.values(),
        ),
        movable=movable,
        rules=rules or rules_of(published, county, today),
    )


async def _waiting(
    work: UnitOfWork, county: str, only: Collection[UUID] | None, movable: Collection[UUID]
) -> list[SupportRequest]:
    statement = select(RequestRow).outerjoin(WaitingRow, col(WaitingRow.request) == col(RequestRow.request))
    seeking = or_(col(WaitingRow.request).is_not(None), col(RequestRow.request).in_(sorted(movable)))
    statement = statement.where(col(RequestRow.county) == county, col(RequestRow.state) == "open", seeking)
    if only is not None:
        statement = statement.where(col(RequestRow.request).in_(sorted(only)))
    ordered = statement.order_by(col(RequestRow.asked_at), col(RequestRow.request)).limit(MOST_SEEKERS)
    return await chosen(work, SupportRequest, ordered)


async def seekers(work: UnitOfWork, waits: Collection[SupportRequest]) -> tuple[Seeker, ...]:
    """These requests with what the rules must know of their families."""
    known = await families.cases(work, [request.case for request in waits])
    noes = await pairs.noes(work, [request.family for request in waits])
    people = {case: frozenset(about.parents) for case, about in known.items()}
    return tuple(
        Seeker(request, people.get(request.case, frozenset()), noes.get(request.family, {})) for request in waits
    )


async def available(
    work: UnitOfWork,
    entries: Iterable[RosterEntry],
    policies: dict[str, Program],
    rules: Sequence[PoolVersion],
    today: date,
    movable: Collection[Proposal] = (),
) -> tuple[Available, ...]:
    """These entries with profiles, policies and places, and where agreements of the pool reach today."""
    listed = list(entries)
    partners = {entry.partner for entry in listed}
    profiles = await roster.profiles(work, partners)
    slots = await places.slots_of(work, [each.proposal for each in movable])
    given_up = [((each.partner, each.program), slots[each.proposal]) for each in movable if each.proposal in slots]
    taken = (await places.occupancy(work, partners)).without(given_up)
    return tuple(
        Available(
            entry=entry,
            profile=profiles.get(entry.partner),
            program=policies.get(entry.program),
            free=taken.free((entry.partner, entry.program)),
            places=len(taken.offered.get((entry.partner, entry.program), ())),
            held=taken.held_by(entry.partner),
            agreed=agreed_with(rules, home_of(entry, profiles.get(entry.partner)), today),
        )
        for entry in listed
    )


def home_of(entry: RosterEntry, profile: Profile | None) -> str:
    """Where the partner is counted."""
    return profile.county if profile else entry.county
