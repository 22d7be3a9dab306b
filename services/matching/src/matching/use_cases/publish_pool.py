"""A state's pool gets new rules: the same again changes nothing, another is the next version."""

from collections.abc import Sequence
from dataclasses import dataclass

from matching.domain.agreements import PoolVersion
from matching.domain.errors import CountiesNotHeld, PoolBreaksRules, PoolNamesDiffer
from matching.storage import pool_versions, programs
from matching.use_cases.follow_agreements import FOLLOW_RULES
from matching.use_cases.look_again import look_at_everything
from peerbridge.database.work import UnitOfWork
from peerbridge.events.pool import PoolPolicy, PoolPublished
from peerbridge.jobs import start_job
from peerbridge.programs import broken_pool_rules
from peerbridge.programs.states import STATE_FIPS

__all__ = ["Applied", "check_pool", "publish_pool", "version_of"]


@dataclass(frozen=True, slots=True)
class Applied:
    """The version that stands now, and whether it is new."""

    version: int
    new: bool


async def publish_pool(work: UnitOfWork, pool: str, policy: PoolPolicy) -> Applied:
    """Publish `policy` as the pool's next version, unless it is the latest already. Partners' rows follow its agreements by a job.

    Raises: PoolNamesDiffer, PoolBreaksRules, CountiesNotHeld.
    """
    counties = await check_pool(work, pool, policy)
    await work.lock(f"pool {pool}")
    known = await pool_versions.all_of(work, pool)
    version = version_of(known, policy)
    if known and version == known[-1].version:
        return Applied(version, new=False)
    await pool_versions.store(work, version, policy)
    work.announce(_published(policy, version), county=counties[0])
    await start_job(work, FOLLOW_RULES, STATE_FIPS[policy.state], tuple(counties))
    await look_at_everything(work, counties)
    return Applied(version, new=True)


def version_of(known: Sequence[PoolVersion], policy: PoolPolicy) -> int:
    """The version under which a pool's rules stand once they are published, `known` being its versions: the latest where they are its."""
    if not known:
        return 1
    return known[-1].version + (known[-1].policy != policy)


async def check_pool(work: UnitOfWork, pool: str, policy: PoolPolicy) -> list[str]:
    """The state's counties, all of which the caller holds.

    Raises: PoolNamesDiffer, PoolBreaksRules, CountiesNotHeld.
    """
    if policy.pool != pool:
        raise PoolNamesDiffer(address=pool, policy=policy.pool)
    broken = broken_pool_rules(policy)
    if broken:
        raise PoolBreaksRules(count=len(broken), errors=[{"field": each.where, "says": each.rule} for each in broken])
    digits = STATE_FIPS[policy.state]
    served = {county for each in await programs.versions(work) for county in each.zones if county.startswith(digits)}
    held = {county for county in work.scope.counties if county.startswith(digits)}
    missing = sorted(served - held)
    if missing or not held:
        raise CountiesNotHeld(state=policy.state, count=len(missing))
    return sorted(served or held)


def _published(policy: PoolPolicy, version: int) -> PoolPublished:
    """What is announced of a version."""
    asked = policy.priority
    return PoolPublished(
        pool=policy.pool,
        version=version,
        effective_on=policy.effective_on,
        objective=policy.objective,
        most_priority=asked.most,
        per_waiting_day=asked.per_waiting_day,
        longest_wait_days=asked.longest_wait_days,
        per_urgency=asked.per_urgency,
        must_have_language=asked.must_have_language,
        floor_counties=tuple(each.county for each in asked.county_floors),
        agreements=tuple(each.agreement for each in policy.agreements),
    )
