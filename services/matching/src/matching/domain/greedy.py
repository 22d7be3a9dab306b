"""Pairs chosen greedily by priority and points; then, where the pool wants most families, others move so that more are served.

Deterministic: the same pool gives the same pairs in whatever order it was loaded.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from uuid import UUID

from matching.domain.augment import Key, Seats, served_by
from matching.domain.constraints import fits, may_serve
from matching.domain.points import Term, points, total
from matching.domain.pool import Available, Pool, Seeker
from matching.domain.priority import priority

__all__ = ["Pair", "choose", "most_families", "windows"]

MOST_LOOKED_AT = 20_000  # pairs: half a second of one core, well below the 5 s for which a transaction may stand idle


@dataclass(frozen=True, slots=True)
class Pair:
    """A family and a partner who may be matched, with the slot taken for it."""

    seeker: Seeker
    partner: Available
    table: tuple[Term, ...]
    slot: int = 0

    @property
    def key(self) -> tuple[UUID, UUID, str]:
        """Request, partner and programme."""
        return (self.seeker.request.request, *self.partner.key)


def choose(pool: Pool, most: int, only: frozenset[tuple[UUID, UUID, str]] | None = None) -> list[Pair]:
    """At most `most` pairs, best first, each family once and each partner within their places.

    `only` restricts the choice to pairs chosen before, when the pool was loaded again under locks.
    """
    found = ranked(pool, only)
    seats = Seats(pool.available)
    for pair in found:
        request = pair.seeker.request.request
        if request not in seats.at and seats.has_room(pair.partner.key):
            seats.sit(request, pair.partner.key)
    if only is None and pool.rules.policy.objective == "most_families":
        served_by(ways(found), seats, in_order(pool))
    chosen = [pair for pair in found if seats.at.get(pair.seeker.request.request) == pair.partner.key]
    return with_slots(chosen[:most])


def most_families(pool: Pool) -> int:
    """How many of the waiting families could be served together at most: the maximum flow."""
    return len(served_by(ways(ranked(pool, None)), Seats(pool.available), in_order(pool)))


def ways(found: Iterable[Pair]) -> dict[UUID, list[Key]]:
    """Where each family could sit, best first."""
    where: dict[UUID, list[Key]] = {}
    for pair in found:
        where.setdefault(pair.seeker.request.request, []).append(pair.partner.key)
    return where


def in_order(pool: Pool) -> list[UUID]:
    """The families, those who come first before the others."""
    first = sorted(pool.seekers, key=lambda seeker: (-rank(seeker, pool), seeker.request.request))
    return [seeker.request.request for seeker in first]


def with_slots(chosen: Sequence[Pair]) -> list[Pair]:
    """The pairs with the lowest free slots of their partners."""
    taken: Counter[Key] = Counter()
    made = []
    for pair in chosen:
        made.append(replace(pair, slot=pair.partner.free[taken[pair.partner.key]]))
        taken[pair.partner.key] += 1
    return made


def ranked(pool: Pool, only: frozenset[tuple[UUID, UUID, str]] | None) -> list[Pair]:
    """All pairs that break no constraint, best first."""
    found = [pair for pair in fitting(pool) if only is None or pair.key in only]
    return sorted(found, key=lambda pair: (-worth(pair, pool), not stands(pair, pool), tie(pair)))


def stands(pair: Pair, pool: Pool) -> bool:
    """Whether the pair is proposed already: among equals nothing is moved."""
    old = pool.movable.get(pair.seeker.request.request)
    return old is not None and (old.partner, old.program) == pair.partner.key


def fitting(pool: Pool) -> Iterable[Pair]:
    """Every family with every partner it may be matched with."""
    if not pool.seekers:
        return
    serving = [partner for partner in pool.available if may_serve(pool.seekers[0], partner, pool.today)]
    for seeker in pool.seekers:
        for partner in serving:
            if fits(seeker, partner, pool.today):
                yield Pair(seeker, partner, points(seeker, partner, pool.rules.policy.points))


def windows(pool: Pool) -> Iterable[Pool]:
    """The pool cut so that no choice looks at more than `MOST_LOOKED_AT` pairs: families of the highest priority first."""
    ordered = sorted(pool.seekers, key=lambda seeker: (-rank(seeker, pool), seeker.request.request))
    size = max(1, MOST_LOOKED_AT // max(1, len(pool.available)))
    for start in range(0, len(ordered), size):
        yield replace(pool, seekers=tuple(ordered[start : start + size]))


def rank(seeker: Seeker, pool: Pool) -> int:
    """The family's priority in this pool."""
    return priority(seeker.request, pool.now, pool.today, pool.rules.policy)


def worth(pair: Pair, pool: Pool) -> int:
    """Priority of the family and points of the pair."""
    return rank(pair.seeker, pool) + total(pair.table)


def tie(pair: Pair) -> tuple[bytes, str]:
    """A canonical order among equals that favours nobody: a hash of family and partner."""
    request, partner, program = pair.key
    return blake2b(request.bytes + partner.bytes, digest_size=8).digest(), program
