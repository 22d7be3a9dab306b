"""Proposals and matches, and the pairs that are over for good."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import and_, any_, col, exists, literal, or_, select, tuple_

from matching.domain.matches import BAD_ENDINGS, Match
from matching.domain.pool import Movable, No
from matching.domain.proposals import Proposal
from matching.storage.mapping import chosen, loaded, locked, stored
from matching.storage.tables import MatchRow, ProfileRow, ProposalRow, RequestRow
from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork

__all__ = [
    "active_matches",
    "active_proposals",
    "asking",
    "asking_for",
    "due",
    "has_movable",
    "lock_matches",
    "lock_proposals",
    "matched_partners",
    "matches",
    "matches_to_review",
    "movable",
    "noes",
    "noes_of",
    "proposals",
    "store_matches",
    "store_proposals",
    "to_remind",
    "unseen",
]

ACTIVE = col(ProposalRow.state).in_(("tentative", "open"))
MOVABLE = (col(ProposalRow.state) == "tentative", col(ProposalRow.seen_at).is_(None))
NO: dict[str, No] = {"family": "family_said_no", "partner": "partner_said_no", "coordinator": "coordinator_said_no"}

NOES = filtered(
    """
SELECT p.parent, p.partner, p.declined_by, 1 AS later FROM proposal AS p
WHERE p.parent = ANY ($1::uuid[]) AND p.declined_by IS NOT NULL AND {proposal}
UNION ALL
SELECT m.parent, m.partner, '', 2 FROM "match" AS m WHERE m.parent = ANY ($1::uuid[]) AND m.reason = ANY ($2::text[]) AND {match}
ORDER BY later
""",
    proposal=seen("p", *ProposalRow.__readers__),
    match=seen("m", *MatchRow.__readers__),
)


async def proposals(work: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, Proposal]:
    """These proposals as far as they are visible."""
    return await loaded(work, Proposal, ProposalRow, ids)


async def lock_proposals(work: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, Proposal]:
    """The same, locked."""
    return await locked(work, Proposal, ProposalRow, ids)


async def store_proposals(work: UnitOfWork, values: Iterable[Proposal]) -> None:
    """Keep these proposals."""
    await stored(work, ProposalRow, values)


async def active_proposals(
    work: UnitOfWork, *, requests: Iterable[UUID] = (), of: Iterable[tuple[UUID, str]] = ()
) -> list[Proposal]:
    """Proposals that hold a place for these requests, or of these partners in these programmes; locked."""
    condition = or_(col(ProposalRow.request).in_(sorted(set(requests))), _partner_in(ProposalRow, of))
    statement = select(ProposalRow).where(ACTIVE, condition)
    return await chosen(work, Proposal, statement.order_by(col(ProposalRow.proposal)).with_for_update())


async def asking(work: UnitOfWork, people: Iterable[UUID]) -> list[Proposal]:
    """Proposals that hold a place and ask one of these people, on either side and in whatever programme; locked."""
    wanted = sorted(set(people))
    concerned = or_(col(ProposalRow.partner).in_(wanted), col(ProposalRow.parent).in_(wanted))
    statement = select(ProposalRow).where(ACTIVE, concerned)
    return await chosen(work, Proposal, statement.order_by(col(ProposalRow.proposal)).with_for_update())


async def movable(work: UnitOfWork, digits: str, requests: Iterable[UUID], partners: Iterable[UUID]) -> list[Movable]:
    """Tentative proposals that nobody has seen: of these requests, and of families of a state who would have these partners."""
    wanted = or_(
        col(ProposalRow.request).in_(sorted(set(requests))),
        and_(col(ProposalRow.partner).in_(sorted(set(partners))), col(ProposalRow.county).startswith(digits)),
    )
    whose = select(ProposalRow.proposal, ProposalRow.request, ProposalRow.partner, ProposalRow.program)
    found = await work.session.exec(whose.where(*MOVABLE, wanted).order_by(col(ProposalRow.proposal)))
    return [Movable(*row) for row in found]


async def asking_for(work: UnitOfWork, request: UUID) -> list[Movable]:
    """The proposal that holds a place for a request, whether or not somebody has seen it: whose it is."""
    whose = select(ProposalRow.proposal, ProposalRow.request, ProposalRow.partner, ProposalRow.program)
    return [Movable(*row) for row in await work.session.exec(whose.where(ACTIVE, col(ProposalRow.request) == request))]


def has_movable() -> Any:
    """The condition that a request has such a proposal."""
    return exists(select(ProposalRow.proposal).where(col(ProposalRow.request) == col(RequestRow.request), *MOVABLE))


async def unseen(work: UnitOfWork, partner: UUID) -> list[Proposal]:
    """This partner's tentative proposals that nobody has seen, as far as they are visible."""
    statement = select(ProposalRow).where(*MOVABLE, col(ProposalRow.partner) == partner)
    return await chosen(work, Proposal, statement.order_by(col(ProposalRow.proposal)))


async def to_remind(work: UnitOfWork, county: str, until: date, limit: int) -> list[Proposal]:
    """Proposals both sides were asked about, not yet reminded, whose last day is `until` or earlier; locked."""
    statement = select(ProposalRow).where(
        ACTIVE,
        col(ProposalRow.county) == county,
        col(ProposalRow.state) == "open",
        col(ProposalRow.reminded_at).is_(None),
        col(ProposalRow.expires_on) <= until,
    )
    ordered = statement.order_by(col(ProposalRow.expires_on), col(ProposalRow.proposal)).limit(limit)
    return await chosen(work, Proposal, ordered.with_for_update(skip_locked=True))


async def due(work: UnitOfWork, county: str, today: date, limit: int) -> list[Proposal]:
    """Proposals of families of `county` whose last day is before `today`; locked, those another sweep has are left to it."""
    statement = select(ProposalRow).where(
        ACTIVE, col(ProposalRow.county) == county, col(ProposalRow.expires_on) < today
    )
    ordered = statement.order_by(col(ProposalRow.expires_on), col(ProposalRow.proposal)).limit(limit)
    return await chosen(work, Proposal, ordered.with_for_update(skip_locked=True))


def _partner_in(table: type[ProposalRow] | type[MatchRow], of: Iterable[tuple[UUID, str]]) -> Any:
    """The condition that a row is of one of these partners in the programme named with them."""
    return tuple_(col(table.partner), col(table.program)).in_(sorted(set(of)))


async def matches(work: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, Match]:
    """These matches as far as they are visible."""
    return await loaded(work, Match, MatchRow, ids)


async def lock_matches(work: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, Match]:
    """The same, locked."""
    return await locked(work, Match, MatchRow, ids)


async def active_matches(
    work: UnitOfWork, *, cases: Iterable[UUID] = (), of: Iterable[tuple[UUID, str]] = ()
) -> list[Match]:
    """Running matches of families of these cases, or of these partners in these programmes; locked."""
    condition = or_(col(MatchRow.case).in_(sorted(set(cases))), _partner_in(MatchRow, of))
    statement = select(MatchRow).where(col(MatchRow.state) == "active", condition)
    return await chosen(work, Match, statement.order_by(col(MatchRow.match)).with_for_update())


async def matched_partners(work: UnitOfWork, county: str) -> list[UUID]:
    """The partners in running matches of `county`."""
    wanted = (col(MatchRow.county) == county, col(MatchRow.state) == "active")
    return list((await work.session.exec(select(MatchRow.partner).where(*wanted).distinct())).all())


async def matches_to_review(work: UnitOfWork, county: str, today: date, limit: int) -> list[Match]:
    """Running matches of `county` whose partner's leave and whose list disagree; locked."""
    leave = and_(
        col(ProfileRow.leave_from) <= today,
        or_(col(ProfileRow.leave_until).is_(None), col(ProfileRow.leave_until) >= today),
    )
    away = exists(select(ProfileRow.partner).where(col(ProfileRow.partner) == col(MatchRow.partner), leave))
    listed = literal("partner_on_leave") == any_(_held(MatchRow.attention))
    wanted = (
        col(MatchRow.county) == county,
        col(MatchRow.state) == "active",
        or_(and_(away, ~listed), and_(~away, listed)),
    )
    ordered = select(MatchRow).where(*wanted).order_by(col(MatchRow.match)).limit(limit)
    return await chosen(work, Match, ordered.with_for_update(skip_locked=True))


def _held(column: Any) -> Any:
    """An array column, as any_() takes it."""
    return col(column)


async def store_matches(work: UnitOfWork, values: Iterable[Match]) -> None:
    """Keep these matches."""
    await stored(work, MatchRow, values)


async def noes(work: UnitOfWork, parents: Iterable[UUID]) -> dict[UUID, dict[UUID, No]]:
    """Parent -> partner -> why the two are never suggested to each other again, whichever case it was about."""
    return await noes_of(await work.raw(), sorted(set(parents)))


async def noes_of(raw: Any, parents: Sequence[UUID]) -> dict[UUID, dict[UUID, No]]:
    """The same, of a connection in its transaction."""
    found: dict[UUID, dict[UUID, No]] = {}
    for parent, partner, by, _ in await raw.fetch(NOES, parents, sorted(BAD_ENDINGS)):
        found.setdefault(parent, {})[partner] = NO.get(by, "ended_badly")
    return found
