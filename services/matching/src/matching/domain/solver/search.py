"""Successive shortest paths with potentials: every change of the pool is one search, and what is left is the optimum again.

Families are worth `u`, places cost `pi`: `u_i + pi_j >= w_ij` for every pair, with equality on chosen ones; a family without a
partner is worth nothing, and so is a free place. The searches keep all of that, so each answer proves itself (certificate.py).
"""

import numpy as np
from numpy.typing import NDArray

from matching.domain.solver.compiled import compiled, wide
from matching.domain.solver.state import ABSENT, NOBODY, State, link, points_of, reach, take, unlink, worth

__all__ = ["close", "enter", "enter_all", "fill", "leave"]

FARTHEST = wide((1 << 63) - 1)


@compiled
def ask(s: State, family: int, far: int, limit: int, size: int, end: int) -> tuple[int, int, int]:
    """Look at all a family may be matched with. The nearest end so far, the heap's size, and the free partner it ends at."""
    given = far + s.u[family] - s.base[family]
    for at in range(s.rows.start[family], s.rows.start[family] + s.rows.length[family]):
        partner = wide(s.rows.other[at])
        cost = given + s.pi[partner] - points_of(s.rows.packed[at])
        if cost >= limit or (s.seen[partner] == s.clock[0] and cost >= s.dist[partner]):
            continue
        s.via[partner] = family
        if s.used[partner] < s.places[partner]:
            limit, end = cost, partner
        else:
            size = reach(s, partner, cost, size)
    return limit, size, end


@compiled
def forward(s: State, family: int, partner: int) -> tuple[int, int, int]:
    """Find the cheapest way to seat the family, or to empty a place of the partner; how far, and what it ends at.

    It ends at a free place (its partner), or with a family that goes without: as the third value, with no partner.
    """
    s.clock[0] += 1
    nothing, end = wide(0), wide(NOBODY)
    limit, size, loser, number = FARTHEST, nothing, family, 0
    if family >= 0:
        limit, size, end = ask(s, family, nothing, s.u[family], nothing, end)
    else:
        size = reach(s, partner, nothing, nothing)
    while size > 0 and s.dist[s.heap[0]] < limit:
        full = wide(take(s, size))
        size -= 1
        far = s.dist[full]
        s.settled[number] = full
        number += 1
        sits = wide(s.first[full])
        while sits >= 0:
            if far + s.u[sits] < limit:
                limit, end, loser = far + s.u[sits], NOBODY, sits
            limit, size, end = ask(s, sits, far, limit, size, end)
            sits = wide(s.after[sits])
    reprice(s, number, limit, 1)
    return limit, end, loser


@compiled
def reprice(s: State, number: int, limit: int, way: int) -> None:
    """Prices of the partners settled rise (or fall) by what they were nearer than the end, and their families' worth turns."""
    for at in range(number):
        partner = s.settled[at]
        change = way * (limit - s.dist[partner])
        s.pi[partner] += change
        sits = s.first[partner]
        while sits >= 0:
            s.u[sits] -= change
            sits = s.after[sits]


@compiled
def shift(s: State, family: int, partner: int, end: int, loser: int) -> None:
    """Move everybody along the way that `forward` found."""
    if end < 0:
        if loser == family:
            return
        end = wide(s.match[loser])
        unlink(s, loser)
    while end != partner:
        mover = wide(s.via[end])
        left = wide(s.match[mover])
        if left >= 0:
            unlink(s, mover)
        link(s, mover, end)
        if mover == family:
            return
        end = left


@compiled
def enter(s: State, family: int) -> int:
    """A family comes into the pool; what the optimum gains by it."""
    s.match[family] = NOBODY
    s.u[family] = worth(s, family)
    nowhere = wide(NOBODY)
    limit, end, loser = forward(s, family, nowhere)
    s.u[family] -= limit
    gain = s.u[family]
    shift(s, family, nowhere, end, loser)
    return gain


@compiled
def enter_all(s: State, families: NDArray[np.int32]) -> None:
    """Families come into the pool, in this order."""
    for at in range(len(families)):
        enter(s, wide(families[at]))


@compiled
def close(s: State, partner: int) -> int:
    """A place of the partner is no longer there; what the optimum loses by it."""
    loss = wide(0)
    if s.used[partner] == s.places[partner]:
        loss, nobody = s.pi[partner], wide(NOBODY)
        limit, end, loser = forward(s, nobody, partner)
        shift(s, nobody, partner, end, loser)
        loss += limit
    s.places[partner] -= 1
    return loss


@compiled
def wanted_by(s: State, partner: int, far: int, limit: int, size: int) -> tuple[int, int, int, int]:
    """Look at all who may come to a partner. The nearest end, the heap's size, and the family or the partner it ends at."""
    given, family, end = far + s.pi[partner], wide(NOBODY), wide(NOBODY)
    for at in range(s.back.start[partner], s.back.start[partner] + s.back.length[partner]):
        comes = wide(s.back.other[at])
        now = wide(s.match[comes])
        if now == ABSENT:
            continue
        cost = given + s.u[comes] - s.base[comes] - points_of(s.back.packed[at])
        if cost >= limit:
            continue
        if now < 0:
            limit, family, end = cost, comes, partner
        elif s.seen[now] != s.clock[0] or cost < s.dist[now]:
            s.via[now], s.toward[now] = comes, partner
            size = reach(s, now, cost, size)
            if cost + s.pi[now] < limit:
                limit, family, end = cost + s.pi[now], wide(NOBODY), now
    return limit, size, family, end


@compiled
def fill(s: State, partner: int) -> int:
    """A place of the partner has become free: who comes, from where, and so on; what the optimum gains by it."""
    price = s.pi[partner]
    s.clock[0] += 1
    limit, family, end, number, nothing = price, wide(NOBODY), partner, 0, wide(0)
    size = reach(s, partner, nothing, nothing)
    while size > 0 and s.dist[s.heap[0]] < limit:
        near = wide(take(s, size))
        size -= 1
        s.settled[number] = near
        number += 1
        found, size, who, where = wanted_by(s, near, s.dist[near], limit, size)
        if found < limit:
            limit, family, end = found, who, where
    reprice(s, number, limit, -1)
    if family >= 0:
        link(s, family, end)
    while end != partner:
        mover, to = wide(s.via[end]), wide(s.toward[end])
        unlink(s, mover)
        link(s, mover, to)
        end = to
    return price - limit


@compiled
def leave(s: State, family: int) -> int:
    """A family goes out of the pool; what the optimum loses by it."""
    partner, loss = wide(s.match[family]), s.u[family]
    if partner >= 0:
        unlink(s, family)
    s.match[family], s.u[family] = ABSENT, 0
    if partner >= 0 and s.pi[partner] > 0:
        price = s.pi[partner]
        loss += price - fill(s, partner)
    return loss
