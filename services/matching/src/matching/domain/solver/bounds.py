"""How many families could be served at most, whatever the points: a maximum flow (Hopcroft and Karp, with places)."""

import numpy as np
from numpy.typing import NDArray

from matching.domain.solver.compiled import compiled
from matching.domain.solver.lists import Lists

__all__ = ["most_families"]

FAR = np.int32(2**31 - 1)
NOBODY = -1


def most_families(
    rows: Lists, places: NDArray[np.integer], families: NDArray[np.integer], held: NDArray[np.int32] | None = None
) -> int:
    """The greatest number of these families that can have a partner at the same time, within the places.

    `held`: pairs to begin with, within the places too; the nearer to the most they are, the sooner it is known.
    """
    begins = np.full(len(rows.start), NOBODY, np.int32) if held is None else held
    return int(flow(rows, places.astype(np.int32), families.astype(np.int32), begins))


@compiled
def flow(rows: Lists, places: NDArray[np.int32], families: NDArray[np.int32], held: NDArray[np.int32]) -> int:
    """Rounds of shortest augmenting ways, as many as fit into each other, until there is none."""
    left, match = places.copy(), np.empty(len(rows.start), np.int32)
    for at in range(len(match)):
        match[at] = -1
    seats, begin = seating(places)
    found = keep(held, left, match, families, seats, begin, places)
    found += greedy(rows, left, match, families, seats, begin, places)
    depth, queue = np.empty(len(rows.start), np.int32), np.empty(len(rows.start), np.int32)
    next_pair, stack = np.empty(len(rows.start), np.int64), np.empty(len(rows.start), np.int32)
    while layers(rows, left, match, families, seats, begin, depth, queue):
        more = 0
        for at in range(len(next_pair)):
            next_pair[at] = rows.start[at]
        for at in range(len(families)):
            if match[families[at]] < 0:
                more += augment(rows, left, match, families[at], seats, begin, places, depth, next_pair, stack)
        if more == 0:
            break
        found += more
    return found


@compiled
def seating(places: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Room for who sits with each partner, and where each partner's begins."""
    begin = np.zeros(len(places) + 1, np.int64)
    for partner in range(len(places)):
        begin[partner + 1] = begin[partner] + places[partner]
    return np.empty(begin[len(places)], np.int32), begin


@compiled
def keep(
    held: NDArray[np.int32], left: NDArray[np.int32], match: NDArray[np.int32], families: NDArray[np.int32],
    seats: NDArray[np.int32], begin: NDArray[np.int64], places: NDArray[np.int32],
) -> int:  # fmt: skip
    """Seat each where it sits already."""
    found = 0
    for at in range(len(families)):
        family, partner = families[at], held[families[at]]
        if partner >= 0 and left[partner] > 0:
            seats[begin[partner] + places[partner] - left[partner]] = family
            left[partner] -= 1
            match[family] = partner
            found += 1
    return found


@compiled
def greedy(
    rows: Lists, left: NDArray[np.int32], match: NDArray[np.int32], families: NDArray[np.int32],
    seats: NDArray[np.int32], begin: NDArray[np.int64], places: NDArray[np.int32],
) -> int:  # fmt: skip
    """Seat whoever has no place yet and finds a free one."""
    found = 0
    for at in range(len(families)):
        family = families[at]
        if match[family] >= 0:
            continue
        for pair in range(rows.start[family], rows.start[family] + rows.length[family]):
            partner = rows.other[pair]
            if left[partner] > 0:
                seats[begin[partner] + places[partner] - left[partner]] = family
                left[partner] -= 1
                match[family] = partner
                found += 1
                break
    return found


@compiled
def layers(
    rows: Lists, left: NDArray[np.int32], match: NDArray[np.int32], families: NDArray[np.int32], seats: NDArray[np.int32],
    begin: NDArray[np.int64], depth: NDArray[np.int32], queue: NDArray[np.int32],
) -> bool:  # fmt: skip
    """How many moves each family is from those who wait; whether a free place is within reach of anybody."""
    head, tail = 0, waiting(match, families, depth, queue)
    reached = FAR
    while head < tail and depth[queue[head]] < reached:
        family = queue[head]
        head += 1
        for pair in range(rows.start[family], rows.start[family] + rows.length[family]):
            partner = rows.other[pair]
            if left[partner] > 0:
                reached = depth[family]
                continue
            for seat in range(begin[partner], begin[partner + 1]):
                sits = seats[seat]
                if depth[sits] == FAR:
                    depth[sits] = depth[family] + 1
                    queue[tail] = sits
                    tail += 1
    return bool(reached < FAR)


@compiled
def waiting(
    match: NDArray[np.int32], families: NDArray[np.int32], depth: NDArray[np.int32], queue: NDArray[np.int32]
) -> int:
    """Put those without a partner first; how many they are."""
    for at in range(len(depth)):
        depth[at] = FAR
    tail = 0
    for at in range(len(families)):
        if match[families[at]] < 0:
            depth[families[at]] = 0
            queue[tail] = families[at]
            tail += 1
    return tail


@compiled
def augment(
    rows: Lists, left: NDArray[np.int32], match: NDArray[np.int32], source: int, seats: NDArray[np.int32],
    begin: NDArray[np.int64], places: NDArray[np.int32], depth: NDArray[np.int32], next_pair: NDArray[np.int64],
    stack: NDArray[np.int32],
) -> int:  # fmt: skip
    """Go down the layers to a free place; on the way back everybody moves one place on."""
    height = 1
    stack[0] = source
    while height > 0:
        family = stack[height - 1]
        if next_pair[family] == rows.start[family] + rows.length[family]:
            height -= 1
            depth[family] = FAR
            continue
        partner = rows.other[next_pair[family]]
        if left[partner] > 0:
            settle(rows, left, match, seats, begin, places, next_pair, stack, height)
            return 1
        down = deeper(family, partner, seats, begin, depth)
        if down < 0:
            next_pair[family] += 1
        else:
            stack[height] = down
            height += 1
    return 0


@compiled
def deeper(
    family: int, partner: int, seats: NDArray[np.int32], begin: NDArray[np.int64], depth: NDArray[np.int32]
) -> int:
    """A family with the partner that is one layer down and not yet tried in vain."""
    for seat in range(begin[partner], begin[partner + 1]):
        if depth[seats[seat]] == depth[family] + 1:
            return seats[seat]
    return -1


@compiled
def settle(
    rows: Lists, left: NDArray[np.int32], match: NDArray[np.int32], seats: NDArray[np.int32], begin: NDArray[np.int64],
    places: NDArray[np.int32], next_pair: NDArray[np.int64], stack: NDArray[np.int32], height: int,
) -> None:  # fmt: skip
    """The last of the stack takes the free place, and each before it the place of the one after."""
    last = stack[height - 1]
    partner = rows.other[next_pair[last]]
    free = begin[partner] + places[partner] - left[partner]
    left[partner] -= 1
    for at in range(height - 1, -1, -1):
        family, before = stack[at], match[stack[at]]
        partner = rows.other[next_pair[family]]
        was = free
        if before >= 0:
            for seat in range(begin[before], begin[before + 1]):
                if seats[seat] == family:
                    was = seat
                    break
        seats[free] = family
        match[family] = partner
        free = was
