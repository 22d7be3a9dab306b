"""Who is matched with whom, at which prices, and a search's own notes: plain arrays, and the smallest changes of them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.domain.solver.compiled import compiled, wide
from matching.domain.solver.lists import Lists
from matching.domain.solver.weights import POINT_BITS, TIE_BITS

__all__ = ["ABSENT", "NOBODY", "State", "link", "points_of", "reach", "take", "unlink", "worth"]

NOBODY, ABSENT = -1, -2  # `match` of a family that waits, and of one that is not in the pool
TIE = np.uint32((1 << TIE_BITS) - 1)


class State(NamedTuple):
    """Who is matched with whom, at which prices; `dist` to `clock` are a search's own notes.

    `base` is `B + p_i` as a weight; `first`, `after` and `before` link the families of a partner.
    """

    rows: Lists
    back: Lists
    base: NDArray[np.int64]
    match: NDArray[np.int32]
    u: NDArray[np.int64]
    after: NDArray[np.int32]
    before: NDArray[np.int32]
    places: NDArray[np.int32]
    used: NDArray[np.int32]
    pi: NDArray[np.int64]
    first: NDArray[np.int32]
    dist: NDArray[np.int64]
    seen: NDArray[np.int64]
    via: NDArray[np.int32]
    toward: NDArray[np.int32]
    heap: NDArray[np.int32]
    spot: NDArray[np.int32]
    settled: NDArray[np.int32]
    clock: NDArray[np.int64]


@compiled
def points_of(packed: np.uint32) -> np.int64:
    """Points and tie-break of a pair as a weight."""
    return (wide(packed >> np.uint32(TIE_BITS)) << POINT_BITS) + wide(packed & TIE)


@compiled
def worth(s: State, family: int) -> int:
    """What the family can have at present prices, and never less than nothing."""
    best = -s.base[family]
    for at in range(s.rows.start[family], s.rows.start[family] + s.rows.length[family]):
        best = max(best, points_of(s.rows.packed[at]) - s.pi[s.rows.other[at]])
    return best + s.base[family]


@compiled
def link(s: State, family: int, partner: int) -> None:
    """Give the family a place of the partner."""
    head = s.first[partner]
    s.match[family], s.after[family], s.before[family] = partner, head, NOBODY
    if head >= 0:
        s.before[head] = family
    s.first[partner] = family
    s.used[partner] += 1


@compiled
def unlink(s: State, family: int) -> None:
    """Take the family's place away."""
    partner, after, before = s.match[family], s.after[family], s.before[family]
    if after >= 0:
        s.before[after] = before
    if before >= 0:
        s.after[before] = after
    else:
        s.first[partner] = after
    s.match[family] = NOBODY
    s.used[partner] -= 1


@compiled
def reach(s: State, partner: int, far: int, size: int) -> int:
    """Note the partner at this distance, nearer than before if it was noted; the size of the heap."""
    at = wide(s.spot[partner])
    if s.seen[partner] != s.clock[0]:
        s.seen[partner] = s.clock[0]
        at, size = size, size + 1
    s.dist[partner] = far
    while at > 0:
        above = (at - 1) >> 1
        other = s.heap[above]
        if s.dist[other] <= far:
            break
        s.heap[at], s.spot[other] = other, at
        at = above
    s.heap[at], s.spot[partner] = partner, at
    return size


@compiled
def take(s: State, size: int) -> int:
    """Take the nearest partner off a heap of this size; the partner."""
    nearest, size = s.heap[0], size - 1
    moved, at, below = s.heap[size], wide(0), wide(1)
    far = s.dist[moved]
    while below < size:
        if below + 1 < size and s.dist[s.heap[below + 1]] < s.dist[s.heap[below]]:
            below += 1
        other = s.heap[below]
        if s.dist[other] >= far:
            break
        s.heap[at], s.spot[other] = other, at
        at, below = below, 2 * below + 1
    s.heap[at], s.spot[moved] = moved, at
    return nearest
