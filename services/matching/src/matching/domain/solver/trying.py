"""What a pair that is not the best would cost, found without making it: one cheapest way round through the pair, at present prices.

If a family had a place of another partner, somebody there would move on, and so on, until the way ends at the place that the family
leaves; or it ends elsewhere, and the place left is filled again or stays free. Most ways end soon at the place left.
"""

from matching.domain.solver.compiled import compiled, wide
from matching.domain.solver.search import FARTHEST, wanted_by
from matching.domain.solver.state import State, points_of, reach, take

__all__ = ["left_free", "pushed_on"]


@compiled
def left_free(s: State, partner: int) -> int:
    """What is lost at least by a place of the partner that its family leaves, whoever comes to it; a weight."""
    limit = s.pi[partner]
    s.clock[0] += 1
    nothing = wide(0)
    size = reach(s, partner, nothing, nothing)
    while size > 0 and s.dist[s.heap[0]] < limit:
        near = wide(take(s, size))
        size -= 1
        limit, size, _, _ = wanted_by(s, near, s.dist[near], limit, size)
    return limit


@compiled
def pushed_on(s: State, family: int, partner: int, left: int) -> int:
    """What is lost at least by those who must move on if the family takes a place of the partner; a weight.

    `left`: what is lost where the way does not end at the place that the family leaves.
    """
    home, nothing = wide(s.match[family]), wide(0)
    if partner == home:
        return nothing
    if s.used[partner] < s.places[partner]:
        return left
    s.clock[0] += 1
    limit = FARTHEST
    size = reach(s, partner, nothing, nothing)
    while size > 0 and s.dist[s.heap[0]] < limit:
        full = wide(take(s, size))
        size -= 1
        far = s.dist[full]
        if full == home:
            return far
        sits = wide(s.first[full])
        while sits >= 0:
            limit = min(limit, far + s.u[sits] + left)
            limit, size = moves_on(s, sits, far, left, limit, size)
            sits = wide(s.after[sits])
    return limit


@compiled
def moves_on(s: State, family: int, far: int, left: int, limit: int, size: int) -> tuple[int, int]:
    """Look at all where a family that has lost its place may go. The nearest end so far, and the heap's size."""
    given = far + s.u[family] - s.base[family]
    for at in range(s.rows.start[family], s.rows.start[family] + s.rows.length[family]):
        partner = wide(s.rows.other[at])
        cost = given + s.pi[partner] - points_of(s.rows.packed[at])
        if cost >= limit or (s.seen[partner] == s.clock[0] and cost >= s.dist[partner]):
            continue
        if s.used[partner] < s.places[partner]:
            limit = min(limit, cost + left)
        else:
            size = reach(s, partner, cost, size)
    return limit, size
