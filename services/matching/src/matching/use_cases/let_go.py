"""A proposal is over without a match: its place is free, and the family waits again unless its request is over too."""

from collections.abc import Sequence

from matching.domain import news
from matching.domain.proposals import Proposal
from matching.storage import pairs, places, waiting
from matching.use_cases.look_again import look_again
from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event

__all__ = ["let_go"]


async def let_go(
    work: UnitOfWork, closed: Sequence[Proposal], *, because: Event | None = None, waits: bool = True
) -> None:
    """Store closed proposals, free their places, and tell those who were asked that nobody is asked any more.

    A decline is told by its own event; a tentative proposal was never told to anyone.
    """
    if not closed:
        return
    await pairs.store_proposals(work, closed)
    freed = await places.release(work, [each.proposal for each in closed], work.business_now)
    if waits:
        await waiting.add(work, [(each.request, each.county) for each in closed])
    for each in closed:
        if each.was_told and each.declined_by is None:
            work.announce(news.expired(each), county=each.county, shared_with=each.shared_with, because=because)
    await look_again(work, requests=[(each.request, each.county) for each in closed], partners=freed)
