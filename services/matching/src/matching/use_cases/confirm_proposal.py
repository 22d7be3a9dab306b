"""Where the programme says so, a coordinator sees a proposal first: only then are both sides asked."""

from uuid import UUID

from matching.domain import news
from matching.domain.proposals import Proposal
from matching.storage import pairs
from matching.use_cases.let_go import let_go
from matching.use_cases.seen_proposal import check_place, seen_proposal
from peerbridge.database.work import UnitOfWork

__all__ = ["confirm_proposal", "view_proposal"]


async def view_proposal(work: UnitOfWork, proposal: UUID) -> Proposal:
    """A person has it in front of them: it stands as it is, and no better choice takes its place. Raises: NotVisible."""
    seen = (await seen_proposal(work, proposal)).seen(work.business_now)
    await pairs.store_proposals(work, [seen])
    return seen


async def confirm_proposal(work: UnitOfWork, proposal: UUID, *, agreed: bool, reason: str | None = None) -> Proposal:
    """Ask both sides, or never suggest this pair again. Raises: NotVisible, AlreadyConfirmed, PlaceTaken."""
    current = await seen_proposal(work, proposal)
    decided = current.confirmed(agreed=agreed, reason=reason, at=work.business_now)
    if not agreed:
        await let_go(work, [decided])
        return decided
    await check_place(work, decided)
    await pairs.store_proposals(work, [decided])
    work.announce(news.proposed(decided), county=decided.county, shared_with=decided.shared_with)
    return decided
