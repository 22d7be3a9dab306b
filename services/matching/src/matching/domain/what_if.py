"""What a set of rules leads to for everybody of a pool: its best pairs, in figures."""

from dataclasses import dataclass, replace
from uuid import UUID

from matching.domain.agreements import PoolVersion, agreed_on
from matching.domain.fairness import nearest_rank
from matching.domain.optimum import matcher_of
from matching.domain.pool import Pool
from matching.domain.priority import needs_language, waiting_days
from matching.domain.solver import Place, figures

__all__ = ["Figures", "solved", "under"]

Pairs = dict[UUID, Place]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one set of rules leads to: families served of the most there can be, the fit of their pairs, must-have languages met.

    `worst_p90_days`: of those who would go on waiting, in the county where nine of ten of them have waited longest; only of
    counties in which so many would that the pool's bound lets a figure be told.
    """

    version: int
    objective: str
    waiting: int
    families: int
    most_served: int
    fit_total: int
    fit_mean: float | None
    language_asked: int
    language_served: int
    worst_county: str | None
    worst_p90_days: int | None


def under(pool: Pool, rules: PoolVersion) -> Pool:
    """The same families and partners under other rules, the agreements among them."""
    agreed = {home: agreed_on([rules], home, pool.days) for home in {each.home for each in pool.available}}
    available = tuple(replace(each, agreed=agreed[each.home]) for each in pool.available)
    return replace(pool, rules=rules, available=available)


def solved(pool: Pool) -> tuple[Figures, Pairs]:
    """The figures of the best pairs under the pool's rules, and these pairs: seconds at a hundred thousand families."""
    matcher, policy = matcher_of(pool), pool.rules.policy
    found, pairs = figures(matcher), matcher.pairs()
    speaking = {each.request.request for each in pool.seekers if needs_language(each.request, policy)}
    worst = worst_wait(pool, pairs)
    return Figures(
        version=pool.rules.version,
        objective=policy.objective,
        waiting=len(pool.seekers),
        families=found.families,
        most_served=found.most,
        fit_total=found.points,
        fit_mean=round(found.points / found.families, 1) if found.families else None,
        language_asked=len(speaking),
        language_served=len(speaking & pairs.keys()),
        worst_county=worst[0] if worst else None,
        worst_p90_days=worst[1] if worst else None,
    ), pairs


def worst_wait(pool: Pool, pairs: Pairs) -> tuple[str, int] | None:
    """The county whose families without a partner have waited longest, nine of ten of them, and how long."""
    days: dict[str, list[int]] = {}
    for each in pool.seekers:
        if each.request.request not in pairs:
            days.setdefault(each.request.county, []).append(waiting_days(each.request, pool.now))
    enough = max(1, pool.rules.policy.measures.suppress_below)
    found = {county: nearest_rank(waits, 90) or 0 for county, waits in days.items() if len(waits) >= enough}
    return max(((county, found[county]) for county in sorted(found)), key=lambda each: each[1], default=None)
