"""What a change of the pool's rules would do, tried on today's pool: two sets of figures side by side, and nothing is changed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matching.domain.agreements import PoolVersion, agreed_with, rules_of
from matching.domain.greedy import Pair, choose
from matching.domain.points import total
from matching.domain.pool import Available, Pool
from matching.domain.priority import needs_language
from matching.storage import families, pool_versions, pools
from matching.use_cases.publish_pool import check_pool
from peerbridge.database.work import UnitOfWork
from peerbridge.events.pool import PoolPolicy
from peerbridge.programs.states import STATE_FIPS

__all__ = ["Figures", "Tried", "what_if"]

LATEST = "Etc/UTC"
MOST_TRIED = 100_000  # pairs: two or three seconds of one core; of a larger pool those who wait longest are tried


@dataclass(frozen=True, slots=True)
class Figures:
    """What one set of rules leads to: families served of those who wait, the fit of their pairs, must-have languages met."""

    version: int
    objective: str
    waiting: int
    families: int
    fit_total: int
    fit_mean: float | None
    language_asked: int
    language_served: int


@dataclass(frozen=True, slots=True)
class Tried:
    """As the rules are today, and as they would be; `changed`: families who would get another partner, one, or none."""

    today: Figures
    proposed: Figures
    changed: int


async def what_if(work: UnitOfWork, pool: str, policy: PoolPolicy) -> Tried:
    """Choose pairs twice from today's pool of the whole state. Raises: PoolNamesDiffer, PoolBreaksRules, CountiesNotHeld."""
    counties = await check_pool(work, pool, policy)
    now = rules_of(await pool_versions.versions(work), counties[0], work.today(LATEST))
    then = PoolVersion(now.version + 1, STATE_FIPS[policy.state], policy)
    today = await _whole(work, counties, now)
    proposed = under(today, then)
    chosen = [await asyncio.to_thread(choose, each, len(each.seekers)) for each in (today, proposed)]
    one, other = ({pair.seeker.request.request: pair.partner.key for pair in pairs} for pairs in chosen)
    changed = sum(one.get(request) != other.get(request) for request in {*one, *other})
    return Tried(figures(today, chosen[0]), figures(proposed, chosen[1]), changed)


async def _whole(work: UnitOfWork, counties: Sequence[str], rules: PoolVersion) -> Pool:
    """All who wait in these counties, and all who may serve one of them, under these rules."""
    seeking = await families.seeking(work, counties) or counties[:1]
    loaded = [await pools.load(work, county, rules=rules) for county in seeking]
    available: dict[tuple[object, str], Available] = {each.key: each for pool in loaded for each in pool.available}
    seekers = sorted((seeker for pool in loaded for seeker in pool.seekers), key=lambda each: each.request.asked_at)
    tried = seekers[: max(1, MOST_TRIED // max(1, len(available)))]
    return replace(loaded[0], seekers=tuple(tried), available=tuple(available.values()))


def under(pool: Pool, rules: PoolVersion) -> Pool:
    """The same families and partners under other rules, the agreements among them."""
    available = tuple(
        replace(each, agreed=agreed_with([rules], pools.home_of(each.entry, each.profile), pool.today))
        for each in pool.available
    )
    return replace(pool, rules=rules, available=available)


def figures(pool: Pool, chosen: Sequence[Pair]) -> Figures:
    """The figures of a choice."""
    rules = pool.rules
    fit = sum(total(pair.table) for pair in chosen)
    return Figures(
        version=rules.version,
        objective=rules.policy.objective,
        waiting=len(pool.seekers),
        families=len(chosen),
        fit_total=fit,
        fit_mean=round(fit / len(chosen), 1) if chosen else None,
        language_asked=sum(needs_language(each.request, rules.policy) for each in pool.seekers),
        language_served=sum(needs_language(pair.seeker.request, rules.policy) for pair in chosen),
    )
