"""A proposal not answered by its last day, in the family's time zone, is over.

Its place is free and the family waits on.
"""

from matching.storage import pairs
from matching.use_cases.let_go import let_go
from peerbridge.database.work import UnitOfWork

__all__ = ["expire_proposals"]

LATEST = "Etc/UTC"  # the date is never later in an American county


async def expire_proposals(work: UnitOfWork, limit: int) -> int:
    """Expire due proposals of the county a sweep has come to; how many."""
    expired = 0
    for county in work.scope.counties:
        found = await pairs.due(work, county, work.today(LATEST), limit)
        due = [proposal for proposal in found if proposal.is_due(work.today(proposal.zone))]
        await let_go(work, [proposal.closed("expired", work.business_now) for proposal in due])
        expired += len(due)
    return expired
