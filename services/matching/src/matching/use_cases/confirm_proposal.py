"""Where the programme says so, a coordinator sees a proposal first: only then are both sides asked."""

from uuid import UUID

from matching.domain import news
from matching.domain.by_hand import check_rules
from matching.domain.errors import ProposalOver
from matching.domain.proposals import Proposal
from matching.storage import pairs
from matching.use_cases.end_broken import between, last_certified_day
from matching.use_cases.let_go import let_go
from matching.use_cases.look_again import look_at_pair
from matching.use_cases.seen_proposal import check_family, check_place, seen_proposal
from peerbridge.database.work import UnitOfWork

__all__ = ["ask_both", "confirm_proposal", "view_proposal"]


async def view_proposal(work: UnitOfWork, proposal: UUID) -> Proposal:
    """A person has it in front of them: it stands as it is, and no better choice takes its place.

    Raises: NotVisible, NotYourFamily, ProposalOver.
    """
    found = await seen_proposal(work, proposal)
    check_family(work, found.county)
    if found.state not in ("tentative", "open"):
        raise ProposalOver(state=found.state)
    seen = found.seen(work.business_now)
    await pairs.store_proposals(work, [seen])
    await _stands(work, found)
    return seen


async def confirm_proposal(work: UnitOfWork, proposal: UUID, *, agreed: bool, reason: str | None = None) -> Proposal:
    """Ask both sides, or never suggest this pair again.

    Raises: NotVisible, NotYourFamily, AlreadyConfirmed, PairBreaksRules, PlaceTaken.
    """
    current = await seen_proposal(work, proposal)
    check_family(work, current.county)
    latest = await last_certified_day(work, current)
    decided = current.confirmed(agreed=agreed, reason=reason, at=work.business_now, latest=latest)
    if not agreed:
        await let_go(work, [decided])
        return decided
    check_rules((await between(work, [current]))[proposal])
    await ask_both(work, current, decided)
    return decided


async def ask_both(work: UnitOfWork, before: Proposal, asked: Proposal) -> None:
    """Keep a proposal as one that both sides are asked about, and tell them. Raises: PlaceTaken."""
    await check_place(work, asked)
    await pairs.store_proposals(work, [asked])
    await _stands(work, before)
    work.announce(news.proposed(asked), county=asked.county, shared_with=asked.shared_with)


async def _stands(work: UnitOfWork, before: Proposal) -> None:
    """What could be moved until now stands from here on: family and place are no longer in the matcher's pool."""
    if before.is_movable:
        await look_at_pair(work, before)
