"""Whatever may change the best pairs leaves word for the worker that keeps its state's matcher, in its own transaction.

So a parent's or partner's own transaction, which sees nobody else, still leads to the next proposal.
"""

from collections.abc import Iterable
from uuid import UUID

from matching.domain.proposals import Proposal
from matching.storage import pool_changes
from matching.storage.pool_changes import ALL, PARTNER, REQUEST, PoolChange
from peerbridge.database.work import UnitOfWork

__all__ = ["look_again", "look_at_everything", "look_at_pair"]


async def look_again(
    work: UnitOfWork,
    *,
    requests: Iterable[tuple[UUID, str]] = (),
    partners: Iterable[tuple[UUID, str]] = (),
) -> None:
    """Have these looked at anew once this transaction is committed: each request in its county, each partner in each they serve."""
    told = {PoolChange(county[:2], REQUEST, request) for request, county in requests}
    told |= {PoolChange(county[:2], PARTNER, partner) for partner, county in partners}
    await pool_changes.tell(work, sorted(told))


async def look_at_pair(work: UnitOfWork, proposal: Proposal) -> None:
    """Have family and partner of a proposal looked at anew, wherever it is seen."""
    seen_in = (proposal.county, *proposal.shared_with)
    partners = [(proposal.partner, county) for county in seen_in]
    await look_again(work, requests=[(proposal.request, proposal.county)], partners=partners)


async def look_at_everything(work: UnitOfWork, counties: Iterable[str]) -> None:
    """Have everybody in the states of these counties looked at anew: what has changed holds for all."""
    await pool_changes.tell(work, [PoolChange(state, ALL) for state in sorted({county[:2] for county in counties})])
