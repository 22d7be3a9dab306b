"""An agreement begins and ends with a day: from then on partners' rows are seen where they serve, and no longer where they do not."""

from matching.domain.sharing import shared
from matching.storage import roster
from matching.use_cases.end_broken import end_broken
from matching.use_cases.rearrange import rearrange, seen_by
from peerbridge.database.work import UnitOfWork

__all__ = ["follow_agreements"]


async def follow_agreements(work: UnitOfWork, _limit: int) -> int:
    """Rearrange the partners of the county a sweep has come to whose agreements hold otherwise than when they were last arranged."""
    reaching = [partner for county in work.scope.counties for partner in await roster.reaching_out(work, county)]
    if not reaching:
        return 0
    await work.extend_scope(await roster.homes(work, reaching))
    profiles = await roster.profiles(work, reaching)
    seen = await seen_by(work, reaching)
    changed = [
        partner for partner, profile in profiles.items() if shared(seen[partner], profile.county) != profile.shared_with
    ]
    if changed:
        await work.lock(*changed)
        await end_broken(work, await rearrange(work, changed))
    return 0
