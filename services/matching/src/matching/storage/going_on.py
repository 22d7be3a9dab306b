"""What still runs for a person: matches on either side, a parent's open request, proposals that ask a partner."""

from uuid import UUID

from sqlmodel import col, or_, select

from matching.domain.proposals import Proposal
from matching.storage import pairs
from matching.storage.mapping import chosen
from matching.storage.tables import MatchRow, ProposalRow, RequestRow
from peerbridge.database.work import UnitOfWork

__all__ = ["matches", "proposals", "requests"]


async def matches(work: UnitOfWork, person: UUID) -> list[UUID]:
    """Running matches of a partner or parent."""
    mine = or_(col(MatchRow.partner) == person, col(MatchRow.parent) == person)
    found = await work.session.exec(select(MatchRow.match).where(mine, col(MatchRow.state) == "active"))
    return sorted(found.all())


async def requests(work: UnitOfWork, person: UUID) -> list[UUID]:
    """A parent's open requests."""
    open_ = (col(RequestRow.parent) == person, col(RequestRow.state) == "open")
    return sorted((await work.session.exec(select(RequestRow.request).where(*open_))).all())


async def proposals(work: UnitOfWork, person: UUID) -> list[Proposal]:
    """Proposals that ask this partner, locked."""
    statement = select(ProposalRow).where(pairs.ACTIVE, col(ProposalRow.partner) == person)
    return await chosen(work, Proposal, statement.order_by(col(ProposalRow.proposal)).with_for_update())
