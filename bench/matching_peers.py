"""What the matcher is measured against: OR-tools' network simplex cousin, greedy by points, first come first served."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from bench.matching_made import Made
from matching.domain.solver.lists import Lists
from matching.domain.solver.weights import TIE_BITS

__all__ = ["Served", "first_come", "greedy", "ortools", "points_of"]

PER_FAMILY = 100_000  # OR-tools multiplies costs by the number of nodes: a million would leave int64 at size L


@dataclass(frozen=True, slots=True)
class Served:
    """Who is with whom (-1: nobody), the points of the pairs, and the seconds of the solver alone."""

    partner: NDArray[np.int32]
    points: int
    seconds: float

    @property
    def families(self) -> int:
        """How many have a partner."""
        return int((self.partner >= 0).sum())


def points_of(rows: Lists, partner: NDArray[np.int32]) -> int:
    """The points of these pairs, each looked up in its family's list."""
    number = int(rows.top[0])
    family = np.repeat(np.arange(len(rows.length)), rows.length)
    chosen = rows.other[:number] == partner[family]
    return int((rows.packed[:number][chosen] >> TIE_BITS).sum())


def ortools(made: Made, rows: Lists, priority: NDArray[np.int64] | int = 0, per_family: int = PER_FAMILY) -> Served:
    """OR-tools' SimpleMinCostFlow: a unit from each family to a partner's place, or past all of them."""
    number, families, partners = int(rows.top[0]), len(rows.length), len(made.places)
    family = np.repeat(np.arange(families, dtype=np.int32), rows.length)
    every, all_partners = np.arange(families, dtype=np.int32), np.arange(partners, dtype=np.int32)
    sink = families + partners
    worth = per_family + (np.zeros(families, np.int64) + priority)[family]
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([family, every, families + all_partners]),
        np.concatenate([families + rows.other[:number], np.full(families + partners, sink, np.int32)]),
        np.concatenate([np.ones(number + families, np.int64), made.places.astype(np.int64)]),
        np.concatenate([-worth - (rows.packed[:number] >> TIE_BITS), np.zeros(families + partners, np.int64)]),
    )
    supply = np.concatenate([np.ones(families, np.int64), np.zeros(partners, np.int64), [-families]])
    solver.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supply)
    begun = perf_counter()
    status = solver.solve()
    seconds = perf_counter() - begun
    assert status == solver.OPTIMAL, f"OR-tools says {status}"
    taken = np.flatnonzero(solver.flows(arcs[:number]))
    partner = np.full(families, -1, np.int32)
    partner[family[taken]] = rows.other[taken]
    return Served(partner, int((rows.packed[taken] >> TIE_BITS).sum()), seconds)


def greedy(made: Made, rows: Lists) -> Served:
    """The best pair first, as long as its family waits and its partner has a place."""
    number = int(rows.top[0])
    family = np.repeat(np.arange(len(rows.length), dtype=np.int32), rows.length)
    begun = perf_counter()
    order = np.argsort(rows.packed[:number], kind="stable")[::-1]
    pairs = zip(
        family[order].tolist(), rows.other[order].tolist(), (rows.packed[order] >> TIE_BITS).tolist(), strict=True
    )
    return _seated(pairs, len(rows.length), made.places, begun)


def first_come(made: Made, rows: Lists) -> Served:
    """Each family in turn takes the best partner who still has a place."""
    begun = perf_counter()
    number = int(rows.top[0])
    family = np.repeat(np.arange(len(rows.length), dtype=np.int32), rows.length)
    order = np.lexsort((np.uint32(0xFFFFFFFF) - rows.packed[:number], family))
    pairs = zip(
        family[order].tolist(), rows.other[order].tolist(), (rows.packed[order] >> TIE_BITS).tolist(), strict=True
    )
    return _seated(pairs, len(rows.length), made.places, begun)


def _seated(pairs: "zip[tuple[int, int, int]]", families: int, places: NDArray[np.int32], begun: float) -> Served:
    partner, free, points = [-1] * families, places.tolist(), 0
    for family, other, worth in pairs:
        if partner[family] < 0 and free[other]:
            partner[family] = other
            free[other] -= 1
            points += worth
    return Served(np.array(partner, np.int32), points, perf_counter() - begun)
