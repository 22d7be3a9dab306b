"""A proposal not answered by its last day, in the family's time zone, is over.

Its place is free and the family waits on.
"""

from matching.domain.programs import zone_of
from matching.storage import pairs, programs
from matching.use_cases.let_go import let_go
from peerbridge.database.work import UnitOfWork

__all__ = ["expire_proposals"]


async def expire_proposals(work: UnitOfWork, limit: int) -> int:
    """Expire due proposals of the county a sweep has come to; how many."""
    expired = 0
    versions = await programs.versions(work)
    for county in work.scope.counties:
        today = work.today(zone_of(versions, county))
        due = await pairs.due(work, county, today, limit)
        await let_go(work, [proposal.closed("expired", work.business_now) for proposal in due])
        expired += len(due)
    return expired
