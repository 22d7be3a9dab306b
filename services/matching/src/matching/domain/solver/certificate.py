"""A proof that the pairs are the best there are: linear programming's own, in integers, in one pass over the pairs.

If nobody's worth and no price is negative, no pair is worth more than its two sides have together, chosen pairs have exactly that,
and who waits and what is free have nothing, then no other choice of pairs is worth more: sum w = sum u + sum c * pi.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.domain.solver.compiled import compiled
from matching.domain.solver.state import ABSENT, State, points_of
from matching.domain.solver.weights import in_points, split_sum

__all__ = ["FAULTS", "Certificate", "certify"]

FAULTS = (
    "a family's worth or a price is negative",
    "a pair is worth more than its sides have",
    "a chosen pair is worth less than its sides have",
    "a family is matched with a partner who is none of its pairs",
    "a family without a partner has a worth",
    "a free place has a price",
    "a partner has another number of families than places taken, or more than places",
)
"""What may be wrong, in the order counted. The seventh of them would be a double booking."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """`faults`: how often each of `FAULTS` is found. `primal` and `dual` are weights; equal where nothing is wrong."""

    families: int
    matched: int
    primal: int
    dual: int
    faults: tuple[int, ...]

    @property
    def holds(self) -> bool:
        """Whether the pairs are proven to be the best."""
        return not any(self.faults) and self.primal == self.dual

    @property
    def points(self) -> int:
        """What the pairs are worth in points, families' own weight included."""
        return in_points(self.primal)


def certify(state: State) -> Certificate:
    """Look at every pair, every family and every partner once."""
    faults, chosen = np.zeros(len(FAULTS), np.int64), np.zeros(len(state.match), np.int64)
    inspect(state, faults, chosen)
    inside = state.match != ABSENT
    dual = split_sum(state.u[inside]) + sum_of_places(state)
    return Certificate(
        families=int(inside.sum()),
        matched=int((state.match >= 0).sum()),
        primal=split_sum(chosen),
        dual=dual,
        faults=tuple(int(each) for each in faults),
    )


def sum_of_places(state: State) -> int:
    """Places times prices, which int64 would not hold."""
    whole, rest = state.pi >> 40, state.pi & ((1 << 40) - 1)
    places = state.places.astype(np.int64)
    return (int((whole * places).sum()) << 40) + int((rest * places).sum())


@compiled
def inspect(s: State, faults: NDArray[np.int64], chosen: NDArray[np.int64]) -> None:
    """Count what is wrong, and note what each family's pair weighs."""
    seats = np.zeros(len(s.places), np.int32)
    for family in range(len(s.match)):
        if s.match[family] == ABSENT:
            continue
        if s.match[family] >= 0:
            seats[s.match[family]] += 1
        inspect_family(s, family, faults, chosen)
    for partner in range(len(s.places)):
        faults[0] += s.pi[partner] < 0
        faults[5] += seats[partner] < s.places[partner] and s.pi[partner] != 0
        faults[6] += seats[partner] != s.used[partner] or seats[partner] > s.places[partner]


@compiled
def inspect_family(s: State, family: int, faults: NDArray[np.int64], chosen: NDArray[np.int64]) -> None:
    """One family and its pairs."""
    worth, base, partner = s.u[family], s.base[family], s.match[family]
    found = False
    for at in range(s.rows.start[family], s.rows.start[family] + s.rows.length[family]):
        weight = base + points_of(s.rows.packed[at])
        slack = worth + s.pi[s.rows.other[at]] - weight
        faults[1] += slack < 0
        if s.rows.other[at] == partner:
            found = True
            chosen[family] = weight
            faults[2] += slack > 0
    faults[0] += worth < 0
    faults[3] += partner >= 0 and not found
    faults[4] += partner < 0 and worth != 0
