"""An agreement begins and ends with a day, or with new rules: partners' rows are seen where they serve, and no longer where they do not.

The matcher goes by the rules themselves, at once; rows follow within minutes, some partners in a transaction.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from matching.domain.sharing import shared
from matching.storage import roster
from matching.use_cases.end_broken import end_broken
from matching.use_cases.rearrange import rearrange, seen_by
from peerbridge.database.work import UnitOfWork
from peerbridge.jobs import Job

__all__ = ["FOLLOW_RULES", "follow_agreements", "follow_rules"]

FOLLOW_RULES: Final = "follow rules"
PARTNERS: Final = 250
"""Rearranged in one transaction: each has a few rows of entries, places and holds beside the profile."""


async def follow_agreements(work: UnitOfWork, limit: int) -> int:
    """Rearrange the partners of the county a sweep has come to whose agreements hold otherwise than when they were last arranged.

    Some at once; `limit`, where there may be more, so that the sweep comes again.
    """
    reaching = [partner for county in work.scope.counties for partner in await roster.reaching_out(work, county)]
    changed = await _rearrange_changed(work, reaching, PARTNERS)
    return limit if changed == PARTNERS else changed


async def follow_rules(work: UnitOfWork, job: Job) -> str:
    """The same for the next partners of a whole state, whose pool has new rules."""
    after = UUID(job.cursor) if job.cursor else None
    page = await roster.reaching_out(work, job.subject, after=after, limit=PARTNERS)
    await _rearrange_changed(work, page, PARTNERS)
    return str(page[-1]) if len(page) == PARTNERS else ""


async def _rearrange_changed(work: UnitOfWork, partners: Sequence[UUID], limit: int) -> int:
    """How many of these partners were rearranged, the first ones whose rows are seen elsewhere than agreements say today."""
    if not partners:
        return 0
    await work.extend_scope(await roster.homes(work, partners))
    profiles = await roster.profiles(work, partners)
    seen = await seen_by(work, partners)
    changed = [
        partner for partner, profile in profiles.items() if shared(seen[partner], profile.county) != profile.shared_with
    ][:limit]
    if changed:
        await work.lock(*changed)
        await end_broken(work, await rearrange(work, changed))
    return len(changed)
