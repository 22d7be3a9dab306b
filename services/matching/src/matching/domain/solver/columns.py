"""Families and partners as columns of numbers, and the one test of a pair: may they be matched, and with how many points.

All hard constraints are masks over one vocabulary of codes, counties, or persons; none of them ever becomes a number of points.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.domain.solver.compiled import compiled, wide
from matching.domain.solver.lists import Lists
from matching.domain.solver.weights import TIE_BITS, tie

__all__ = ["TERMS", "Families", "Pairs", "Partners", "candidates", "column_of", "pairs_of", "row_of"]

TERMS = ("strong_needs", "wishes", "culture", "ages", "contact_style", "format")
"""Terms in proportion to the codes met; `same_area` and `headroom` are the others."""

WORD = 64
ODD, PAIRS, NIBBLES = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333), np.uint64(0x0F0F0F0F0F0F0F0F)


class Families(NamedTuple):
    """A family each: masks of `words` words of 64 codes; `wants[i, t]` with `asked[i, t]` codes for term `t`."""

    key: NDArray[np.uint64]
    county: NDArray[np.int32]
    any_of: NDArray[np.uint64]
    all_of: NDArray[np.uint64]
    none_of: NDArray[np.uint64]
    wants: NDArray[np.uint64]
    asked: NDArray[np.int16]
    barred_from: NDArray[np.int64]
    barred_length: NDArray[np.int32]
    barred: NDArray[np.uint64]


class Partners(NamedTuple):
    """A partner each; `person` is the same for one person's places in several programmes."""

    key: NDArray[np.uint64]
    person: NDArray[np.uint64]
    home: NDArray[np.int32]
    brings: NDArray[np.uint64]
    points: NDArray[np.int16]


class Pairs(NamedTuple):
    """Room for the pairs found, in order."""

    other: NDArray[np.int32]
    packed: NDArray[np.uint32]


@compiled
def bits(word: np.uint64) -> int:
    """How many bits are set; the compiler knows this form."""
    word = word - ((word >> np.uint64(1)) & ODD)
    word = (word & PAIRS) + ((word >> np.uint64(2)) & PAIRS)
    word = (word + (word >> np.uint64(4))) & NIBBLES
    return wide((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def may(f: Families, i: int, p: Partners, j: int) -> bool:
    """Whether the pair breaks no constraint but those of county and places, which chose the candidates."""
    needed, met = False, False
    for word in range(p.brings.shape[1]):
        brings, wanted = p.brings[j, word], f.any_of[i, word]
        if (f.all_of[i, word] & ~brings) | (f.none_of[i, word] & brings):
            return False
        needed |= wanted != 0
        met |= (wanted & brings) != 0
    if needed and not met:
        return False
    barred = False
    for at in range(f.barred_from[i], f.barred_from[i] + f.barred_length[i]):
        barred |= f.barred[at] == p.person[j]
    return not barred


@compiled
def worths(f: Families, i: int, most: NDArray[np.int16], table: NDArray[np.int16], terms: NDArray[np.int64]) -> int:
    """The points of each number of codes met, per term the family asks something of; the points of terms it asks nothing of."""
    free, number = 0, 0
    for term in range(f.asked.shape[1]):
        asked = f.asked[i, term]
        if asked == 0:
            free += most[term]
            continue
        terms[number] = wide(term)
        number += 1
        for met in range(asked + 1):
            table[term, met] = most[term] * met // asked
    terms[number] = -1
    return free


@compiled
def fit(f: Families, i: int, p: Partners, j: int, table: NDArray[np.int16], terms: NDArray[np.int64]) -> int:
    """The points of the terms the family asks something of."""
    found, at = 0, 0
    while terms[at] >= 0:
        term, met = terms[at], 0
        for word in range(p.brings.shape[1]):
            met += bits(f.wants[i, term, word] & p.brings[j, word])
        found += table[term, met]
        at += 1
    return found


@compiled
def row(
    f: Families, i: int, p: Partners, near: Lists, most: NDArray[np.int16], table: NDArray[np.int16],
    terms: NDArray[np.int64], into: Pairs, at: int,
) -> int:  # fmt: skip
    """Write one family's pairs from `at` on; where they end. `near` lists the partners of each county."""
    county, free = f.county[i], worths(f, i, most, table, terms)
    for place in range(near.start[county], near.start[county] + near.length[county]):
        j = wide(near.other[place])
        if may(f, i, p, j):
            points = free + p.points[j] + fit(f, i, p, j, table, terms)
            if p.home[j] == county:
                points += most[f.asked.shape[1]]
            into.other[at] = j
            into.packed[at] = (np.uint32(points) << np.uint32(TIE_BITS)) | tie(f.key[i], p.key[j])
            at += 1
    return at


@compiled
def scratch(f: Families) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    """Room for `worths`."""
    terms = f.asked.shape[1]
    return np.empty((terms, WORD * f.any_of.shape[1] + 1), np.int16), np.empty(terms + 1, np.int64)


@compiled
def candidates(f: Families, near: Lists, families: NDArray[np.int32]) -> int:
    """How many pairs there may be at most."""
    found = 0
    for at in range(len(families)):
        found += near.length[f.county[families[at]]]
    return found


@compiled
def pairs_of(
    f: Families,
    p: Partners,
    near: Lists,
    most: NDArray[np.int16],
    families: NDArray[np.int32],
    rows: Lists,
    into: Pairs,
) -> int:
    """The pairs of many families as lists, one after the other; how many there are."""
    table, terms = scratch(f)
    top = wide(0)
    for at in range(len(families)):
        i = wide(families[at])
        rows.start[i] = top
        top = row(f, i, p, near, most, table, terms, into, top)
        rows.length[i] = rows.room[i] = top - rows.start[i]
    rows.top[0] = top
    return top


@compiled
def row_of(f: Families, i: int, p: Partners, near: Lists, most: NDArray[np.int16], into: Pairs) -> int:
    """One family's pairs."""
    table, terms = scratch(f)
    return row(f, i, p, near, most, table, terms, into, wide(0))


@compiled
def column_of(
    f: Families, p: Partners, j: int, most: NDArray[np.int16], families: NDArray[np.int32], into: Pairs
) -> int:
    """One partner's pairs with these families, who live where the partner serves."""
    table, terms = scratch(f)
    found = 0
    for at in range(len(families)):
        i = wide(families[at])
        if may(f, i, p, j):
            points = worths(f, i, most, table, terms) + p.points[j] + fit(f, i, p, j, table, terms)
            if p.home[j] == f.county[i]:
                points += most[f.asked.shape[1]]
            into.other[found] = i
            into.packed[found] = (np.uint32(points) << np.uint32(TIE_BITS)) | tie(f.key[i], p.key[j])
            found += 1
    return found
