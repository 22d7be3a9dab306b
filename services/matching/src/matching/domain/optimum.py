"""The best pairs of a pool, by its own rules: who waits and who may serve, handed to the exact matcher."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from matching.domain.constraints import may_serve
from matching.domain.pool import Available, Pool, Seeker
from matching.domain.priority import priority
from matching.domain.solver import (
    BEST_FIT,
    MOST_FAMILIES,
    Family,
    Partner,
    Statewide,
    family_of,
    named_by,
    partner_of,
)
from peerbridge.events.pool import PoolPolicy, Weights

__all__ = ["matcher_of", "partners_in", "rank", "serves"]


def matcher_of(pool: Pool) -> Statewide:
    """Everybody of the pool in the matcher, at the optimum: seconds at a hundred thousand families, to be called in a thread."""
    policy = pool.rules.policy
    return Statewide.of(
        families_in(pool), partners_in(pool), per_family=per_family(policy), points=policy.points.model_dump()
    )


def per_family(policy: PoolPolicy) -> int:
    """What a family more counts: the state's switch."""
    return MOST_FAMILIES if policy.objective == "most_families" else BEST_FIT


def families_in(pool: Pool) -> Iterator[Family]:
    """All who wait, as the matcher sees them."""
    named = named_by(pool.available)
    return (family_of(each, rank(each, pool), named) for each in pool.seekers)


def partners_in(pool: Pool) -> list[Partner]:
    """All who may serve today. Without a free place they are there too: one may open."""
    serving = [each for each in pool.available if serves(each, pool)]
    return within_wish(serving, pool.rules.policy.points)


def serves(partner: Available, pool: Pool) -> bool:
    """Whether nothing but a place may be missing."""
    return all(may_serve(partner, day, but=("capacity",)) for day in pool.days)


def within_wish(serving: Iterable[Available], weights: Weights) -> list[Partner]:
    """The partners of one moment, with no more places over all programmes than each still wishes for: the first programmes first."""
    given: defaultdict[UUID, int] = defaultdict(int)
    found = []
    for each in sorted(serving, key=lambda one: one.key):
        person = each.entry.partner
        made = partner_of(each, weights, already=given[person])
        given[person] += made.places
        found.append(made)
    return found


def rank(seeker: Seeker, pool: Pool) -> int:
    """The family's priority in this pool, in points."""
    return priority(seeker.request, pool.now, seeker.today(pool.now), pool.rules.policy)
