"""Lists of pairs, by family or by partner, in one arena: read in order, grown and shortened one pair at a time."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.domain.solver.compiled import compiled

__all__ = ["Lists", "add", "drop", "empty", "forget", "grown", "put", "transposed"]

SLACK = 4  # places that a list gets beyond what it holds when it moves


class Lists(NamedTuple):
    """List `n` is `other[start[n] : start[n] + length[n]]` with `packed` beside it; `top[0]` is where the arena is free."""

    start: NDArray[np.int64]
    length: NDArray[np.int32]
    room: NDArray[np.int32]
    other: NDArray[np.int32]
    packed: NDArray[np.uint32]
    top: NDArray[np.int64]


def empty(number: int, pairs: int) -> Lists:
    """`number` empty lists over an arena for so many pairs."""
    return Lists(
        np.zeros(number, np.int64),
        np.zeros(number, np.int32),
        np.zeros(number, np.int32),
        np.empty(pairs, np.int32),
        np.empty(pairs, np.uint32),
        np.zeros(1, np.int64),
    )


def grown(lists: Lists, number: int, pairs: int) -> Lists:
    """The same lists in a fresh arena without holes, with room for `pairs` more, and for `number` lists."""
    more = max(0, number - len(lists.start))
    held = int(lists.length.sum())
    made = empty(number if more else len(lists.start), with_slack(held, len(lists.start) + more) + pairs + held // 4)
    made.length[: len(lists.length)] = lists.length
    spread(made)
    copy(lists, made)
    return made


def with_slack(held: int, number: int) -> int:
    """How long an arena is in which each of `number` lists may grow a little where it lies."""
    return held + held // 8 + number * SLACK


def spread(lists: Lists) -> None:
    """Where each list begins, in an arena that has room for all `with_slack`."""
    lists.room[:] = lists.length + lists.length // 8 + SLACK
    lists.start[1:] = np.cumsum(lists.room[:-1], dtype=np.int64)
    lists.top[0] = int(lists.room.sum())


def put(lists: Lists, at: int, other: NDArray[np.int32], packed: NDArray[np.uint32]) -> Lists:
    """List `at` with these pairs instead of its own; the lists it is in may have moved to a greater arena."""
    if lists.top[0] + len(other) > len(lists.other):
        lists.length[at] = 0
        lists = grown(lists, len(lists.start), len(other))
    first = int(lists.top[0])
    lists.other[first : first + len(other)] = other
    lists.packed[first : first + len(other)] = packed
    lists.start[at], lists.length[at], lists.room[at] = first, len(other), len(other)
    lists.top[0] += len(other)
    return lists


def add(lists: Lists, nodes: NDArray[np.int32], other: NDArray[np.int32], packed: NDArray[np.uint32]) -> Lists:
    """One pair more for each of `nodes`; the lists may have moved to a greater arena."""
    done = appended(lists, nodes, other, packed, 0)
    while done < len(nodes):
        lists = grown(lists, len(lists.start), 2 * len(nodes) * SLACK + int(lists.length[nodes].sum()) * 2)
        done = appended(lists, nodes, other, packed, done)
    return lists


@compiled
def copy(lists: Lists, made: Lists) -> None:
    """All pairs to where they belong in another arena."""
    for node in range(len(lists.start)):
        first, to = lists.start[node], made.start[node]
        for at in range(lists.length[node]):
            made.other[to + at] = lists.other[first + at]
            made.packed[to + at] = lists.packed[first + at]


@compiled
def appended(
    lists: Lists, nodes: NDArray[np.int32], other: NDArray[np.int32], packed: NDArray[np.uint32], done: int
) -> int:
    """How many of the pairs are in after as many as the arena has room for."""
    for at in range(done, len(nodes)):
        node = nodes[at]
        held = lists.length[node]
        if held == lists.room[node]:
            wanted = held + held // 2 + SLACK
            if lists.top[0] + wanted > len(lists.other):
                return at
            first, to = lists.start[node], lists.top[0]
            for each in range(held):
                lists.other[to + each] = lists.other[first + each]
                lists.packed[to + each] = lists.packed[first + each]
            lists.start[node], lists.room[node] = to, wanted
            lists.top[0] += wanted
        lists.other[lists.start[node] + held] = other[at]
        lists.packed[lists.start[node] + held] = packed[at]
        lists.length[node] = held + 1
    return len(nodes)


@compiled
def drop(lists: Lists, node: int, other: int) -> bool:
    """Take one pair out of a list; whether it was there. The last takes its place."""
    first, last = lists.start[node], lists.start[node] + lists.length[node] - 1
    for at in range(first, last + 1):
        if lists.other[at] == other:
            lists.other[at], lists.packed[at] = lists.other[last], lists.packed[last]
            lists.length[node] -= 1
            return True
    return False


@compiled
def forget(lists: Lists, back: Lists, node: int) -> None:
    """Empty list `node`, and take it out of the lists of all it names."""
    for at in range(lists.start[node], lists.start[node] + lists.length[node]):
        named = lists.other[at]
        first, last = back.start[named], back.start[named] + back.length[named] - 1
        for each in range(first, last + 1):
            if back.other[each] == node:
                back.other[each], back.packed[each] = back.other[last], back.packed[last]
                back.length[named] -= 1
                break
    lists.length[node] = 0


def transposed(lists: Lists, number: int) -> Lists:
    """The same pairs listed by the other side, of which there are `number`."""
    held = int(lists.length.sum())
    made = empty(number, with_slack(held, number) + held // 8 + 64 * SLACK)
    count(lists, made.length)
    spread(made)
    turn(lists, made, made.start.copy())
    return made


@compiled
def count(lists: Lists, into: NDArray[np.int32]) -> None:
    """How often each of the other side is named."""
    for node in range(len(lists.start)):
        for at in range(lists.start[node], lists.start[node] + lists.length[node]):
            into[lists.other[at]] += 1


@compiled
def turn(lists: Lists, made: Lists, free: NDArray[np.int64]) -> None:
    """Fill the lists of the other side; `free` is where each goes on."""
    for node in range(len(lists.start)):
        for at in range(lists.start[node], lists.start[node] + lists.length[node]):
            named = lists.other[at]
            made.other[free[named]], made.packed[free[named]] = node, lists.packed[at]
            free[named] += 1
