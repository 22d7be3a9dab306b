"""A proposal as its deciders find it: locked with its case and partner, so that nothing decides on them meanwhile."""

from uuid import UUID

from matching.domain.errors import NotYourFamily, PlaceTaken
from matching.domain.proposals import Proposal
from matching.storage import pairs, places
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible

__all__ = ["check_family", "check_place", "seen_proposal"]


async def seen_proposal(work: UnitOfWork, proposal: UUID) -> Proposal:
    """The proposal as it is now. Raises: NotVisible."""
    found = (await pairs.proposals(work, [proposal])).get(proposal)
    if found is None:
        raise NotVisible
    await work.lock(found.request, found.case, found.partner)
    return (await pairs.lock_proposals(work, [proposal]))[proposal]


def check_family(work: UnitOfWork, county: str) -> None:
    """Refuse to decide for a family of another county: a pair is also seen where its partner is. Raises: NotYourFamily."""
    if county not in work.scope.counties:
        raise NotYourFamily


async def check_place(work: UnitOfWork, proposal: Proposal) -> None:
    """Refuse to go on with a proposal whose place is no longer its own. Raises: PlaceTaken."""
    if not await places.is_held(work, proposal.proposal):
        raise PlaceTaken
