"""What the matcher is measured against: OR-tools' min-cost flow, scipy's sparse assignment, greedy by points, first come first served."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from bench.matching_made import Made
from matching.domain.solver.lists import Lists
from matching.domain.solver.weights import TIE_BITS

__all__ = ["Served", "first_come", "greedy", "ortools", "points_of", "sparse"]

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
    family, number = families_of(rows), int(rows.top[0])
    chosen = rows.other[:number] == partner[family]
    return int((rows.packed[:number][chosen] >> TIE_BITS).sum())


def families_of(rows: Lists) -> NDArray[np.int32]:
    """Whose pair each pair is, in the order in which they lie."""
    order = np.argsort(rows.start, kind="stable").astype(np.int32)
    return np.repeat(order, rows.length[order])


def ortools(made: Made, rows: Lists, priority: NDArray[np.int64] | int = 0, per_family: int = PER_FAMILY) -> Served:
    """OR-tools' SimpleMinCostFlow: a unit from each family to a partner's place, or past all of them."""
    number, families, partners = int(rows.top[0]), len(rows.length), len(made.places)
    family = families_of(rows)
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


def sparse(made: Made, rows: Lists) -> Served:
    """The sparse assignment of scipy: a column per place, and one per family to stay without."""
    number, families, places = int(rows.top[0]), len(rows.length), int(made.places.sum())
    first = np.concatenate([[0], np.cumsum(made.places)])
    copies = made.places[rows.other[:number]]
    family = np.repeat(families_of(rows), copies)
    step = np.arange(len(family)) - np.repeat(np.cumsum(copies) - copies, copies)
    column = np.repeat(first[rows.other[:number]], copies) + step
    worth = np.repeat(PER_FAMILY + (rows.packed[:number] >> TIE_BITS).astype(np.int64), copies)
    every = np.arange(families)
    cost = np.concatenate([2 * PER_FAMILY - worth, np.full(families, 2 * PER_FAMILY)]).astype(np.float64)
    where = (np.concatenate([family, every]), np.concatenate([column, places + every]))
    graph = csr_array((cost, where), shape=(families, places + families))
    begun = perf_counter()
    one, other = min_weight_full_bipartite_matching(graph)
    seconds = perf_counter() - begun
    partner = np.full(families, -1, np.int32)
    seated = other < places
    partner[one[seated]] = np.searchsorted(first, other[seated], side="right") - 1
    return Served(partner, points_of(rows, partner), seconds)


def greedy(made: Made, rows: Lists) -> Served:
    """The best pair first, as long as its family waits and its partner has a place."""
    number = int(rows.top[0])
    family = families_of(rows)
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
    family = families_of(rows)
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
