"""What a change of the pool's rules would do, tried on today's pool of the whole state, exactly: two sets of figures side by side.

Nothing is changed. The pool is read page by page, a transaction each, as the matcher reads it; what is computed then takes seconds
in a large state, and no transaction may stand idle for so long.
"""

import asyncio
from dataclasses import dataclass
from typing import Final

from matching.domain.agreements import PoolVersion
from matching.domain.what_if import Figures, solved, under
from matching.storage import pool_versions, pools
from matching.storage.whole_state import Opens
from matching.use_cases.publish_pool import check_pool, version_of
from peerbridge.events.pool import PoolPolicy
from peerbridge.programs.states import STATE_FIPS

__all__ = ["Tried", "what_if"]

ONE_AT_A_TIME: Final = asyncio.Lock()
"""A whole state twice is much memory: whoever asks meanwhile waits."""


@dataclass(frozen=True, slots=True)
class Tried:
    """As the rules are today, and as they would be; `changed`: families who would get another partner, one, or none."""

    today: Figures
    proposed: Figures
    changed: int


async def what_if(reading: Opens, pool: str, policy: PoolPolicy) -> Tried:
    """Find the best pairs twice for today's pool of the whole state. Raises: PoolNamesDiffer, PoolBreaksRules, CountiesNotHeld."""
    async with ONE_AT_A_TIME:
        async with reading() as work:
            counties = await check_pool(work, pool, policy)
            version = version_of(await pool_versions.all_of(work, pool), policy)
        today = await pools.of_state(reading, counties)
        proposed = under(today, PoolVersion(version, STATE_FIPS[policy.state], policy))
        now, one = await asyncio.to_thread(solved, today)
        then, other = await asyncio.to_thread(solved, proposed)
    changed = sum(one.get(request) != other.get(request) for request in {*one, *other})
    return Tried(now, then, changed)
