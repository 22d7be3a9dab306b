"""Pairs chosen greedily by priority and points. Deterministic.

The same pool gives the same pairs in whatever order it was loaded.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from uuid import UUID

from matching.domain.constraints import fits, may_serve
from matching.domain.points import Term, points, total
from matching.domain.pool import Available, Pool, Seeker
from matching.domain.priority import priority

__all__ = ["Pair", "choose", "windows"]

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
    served: set[UUID] = set()
    taken: Counter[tuple[UUID, str]] = Counter()
    held: Counter[UUID] = Counter()
    chosen: list[Pair] = []
    for pair in ranked(pool, only):
        request, partner = pair.seeker.request.request, pair.partner
        if (
            len(chosen) == most
            or request in served
            or not has_room(partner, taken[partner.key], held[partner.entry.partner])
        ):
            continue
        slot = partner.free[taken[partner.key]]
        chosen.append(Pair(pair.seeker, partner, pair.table, slot))
        served.add(request)
        taken[partner.key] += 1
        held[partner.entry.partner] += 1
    return chosen


def has_room(partner: Available, taken: int, held: int) -> bool:
    """Whether a place is left after `taken` in this programme and `held` over all, within the partner's wish."""
    wish = partner.profile.capacity_wish if partner.profile else None
    return taken < len(partner.free) and (wish is None or partner.held + held < wish)


def ranked(pool: Pool, only: frozenset[tuple[UUID, UUID, str]] | None) -> list[Pair]:
    """All pairs that break no constraint, best first."""
    found = [pair for pair in fitting(pool) if only is None or pair.key in only]
    return sorted(found, key=lambda pair: (-worth(pair, pool), tie(pair)))


def fitting(pool: Pool) -> Iterable[Pair]:
    """Every family with every partner it may be matched with."""
    if not pool.seekers:
        return
    serving = [partner for partner in pool.available if may_serve(pool.seekers[0], partner, pool.today)]
    for seeker in pool.seekers:
        for partner in serving:
            if fits(seeker, partner, pool.today):
                yield Pair(seeker, partner, points(seeker, partner))


def windows(pool: Pool) -> Iterable[Pool]:
    """The pool cut so that no choice looks at more than `MOST_LOOKED_AT` pairs: families of the highest priority first."""
    ordered = sorted(pool.seekers, key=lambda seeker: (-priority(seeker.request, pool.now), seeker.request.request))
    size = max(1, MOST_LOOKED_AT // max(1, len(pool.available)))
    for start in range(0, len(ordered), size):
        yield replace(pool, seekers=tuple(ordered[start : start + size]))


def worth(pair: Pair, pool: Pool) -> int:
    """Priority of the family and points of the pair."""
    return priority(pair.seeker.request, pool.now) + total(pair.table)


def tie(pair: Pair) -> tuple[bytes, str]:
    """A canonical order among equals that favours nobody: a hash of family and partner."""
    request, partner, program = pair.key
    return blake2b(request.bytes + partner.bytes, digest_size=8).digest(), program
