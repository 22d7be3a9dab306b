"""The pairs are the best there are, after every event: against trying all, OR-tools, scipy, and linear programming's own proof."""

from typing import Any

import numpy as np
import pytest
from ortools.graph.python import min_cost_flow
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from matching.domain.solver import BEST_FIT, MOST_FAMILIES, Family, Partner, Place, Statewide
from matching.domain.solver.weights import POINT_BITS, TIE_BITS

INSTANCES, EVENTS = 100, 6  # of each of three seeds


class Life:
    """A pool that goes through events, and what it should hold by plain book-keeping."""

    def __init__(self, draw: Any, families: list[Family], partners: list[Partner], per_family: int) -> None:
        self.draw, self.per_family = draw, per_family
        self.families = {each.key: each for each in families}
        self.partners = {each.key: each for each in partners}
        self.places: dict[Place, int] = {each.key: each.places for each in partners}
        self.pool = Statewide.of(families, partners, per_family=per_family)

    def event(self) -> str:
        """One event by chance."""
        happens = {
            "insert": True,
            "withdraw": bool(self.families),
            "leave": len(self.partners) > 1,
            "close": any(self.places.values()),
            "open": True,
            "confirm": bool(self.pool.pairs()),
            "forbid": bool(self.pool.pairs()),
            "describe": True,
            "prioritise": bool(self.families),
        }
        kind: str = self.draw.rng.choice([name for name, may in happens.items() if may])
        getattr(self, kind)()
        return kind

    def any_of(self, names: Any) -> Any:
        """One of these, by chance."""
        return self.draw.rng.choice(sorted(names))

    def insert(self) -> None:
        """A family asks."""
        family = self.draw.family([partner for partner, _ in self.partners])
        self.families[family.key] = family
        self.pool.insert(family)

    def withdraw(self) -> None:
        """A family goes."""
        family = self.any_of(self.families)
        del self.families[family]
        self.pool.withdraw(family)

    def leave(self) -> None:
        """A partner goes."""
        partner = self.any_of(self.partners)
        del self.partners[partner], self.places[partner]
        self.pool.remove_partner(partner)

    def close(self) -> None:
        """A place goes."""
        partner = self.any_of(key for key, places in self.places.items() if places)
        self.places[partner] -= 1
        self.pool.close_place(partner)

    def open(self) -> None:
        """A place comes."""
        partner = self.any_of(self.partners)
        self.places[partner] += 1
        self.pool.open_place(partner)

    def confirm(self) -> None:
        """A pair is frozen; nobody else moves."""
        before = self.pool.pairs()
        family = self.any_of(before)
        partner = self.pool.confirm(family)
        del self.families[family]
        self.places[partner] -= 1
        assert partner == before.pop(family)
        assert self.pool.pairs() == before

    def forbid(self) -> None:
        """Somebody says no to a chosen pair."""
        pairs = self.pool.pairs()
        key = self.any_of(pairs)
        old, person = self.families[key], pairs[key][0]
        self.families[key] = Family(
            old.key, old.county, old.priority, old.any_of, old.all_of, old.none_of, old.wants, {*old.barred, person}
        )
        self.pool.forbid(key, person)

    def describe(self) -> None:
        """A partner comes, or is described anew."""
        new = self.draw.partner()
        old = self.draw.rng.choice([*self.partners, new.key])
        partner = Partner(old[0], old[1], new.home, new.counties, new.places, new.brings, new.points)
        self.partners[old], self.places[old] = partner, partner.places
        self.pool.put_partner(partner)

    def prioritise(self) -> None:
        """A family becomes more or less urgent."""
        key = self.any_of(self.families)
        old = self.families[key]
        priority = self.draw.rng.randint(0, 3900)
        self.families[key] = Family(
            old.key, old.county, priority, old.any_of, old.all_of, old.none_of, old.wants, old.barred
        )
        self.pool.prioritise({key: priority})

    def check(self, after: str) -> None:
        """The proof holds, nothing tried by hand is better, and no pair breaks a constraint."""
        proof = self.pool.certificate()
        assert proof.holds, (after, proof)
        families, partners = list(self.families.values()), list(self.partners.values())
        assert proof.points == self.draw.best(families, partners, self.places, self.per_family), after
        for family, place in self.pool.pairs().items():
            assert self.draw.may(self.families[family], self.partners[place]), after


@pytest.mark.parametrize("per_family", [MOST_FAMILIES, BEST_FIT])
def test_nothing_is_better_than_the_pairs_after_any_event(draw: Any, per_family: int) -> None:
    for _ in range(INSTANCES if per_family else INSTANCES // 5):
        families, partners = draw.pool(draw.rng.randint(0, 6), draw.rng.randint(1, 4))
        life = Life(draw, families, partners, per_family)
        life.check("built")
        for _ in range(EVENTS):
            life.check(life.event())


def test_a_long_life_stays_proven_and_ends_as_if_built_at_once(draw: Any) -> None:
    families, partners = draw.pool(150, 60)
    life = Life(draw, families, partners, MOST_FAMILIES)
    for _ in range(300):
        happened = life.event()
        proof = life.pool.certificate()
        assert proof.holds, (happened, proof)
    places = life.places
    left = [
        Partner(each.person, each.program, each.home, each.counties, places[each.key], each.brings, each.points)
        for each in life.partners.values()
    ]
    again = Statewide.of(list(life.families.values()), left)
    assert again.pairs() == life.pool.pairs()
    assert again.certificate().primal == life.pool.certificate().primal


@pytest.mark.parametrize("per_family", [100_000, BEST_FIT])
def test_ortools_finds_the_same_count_and_points(draw: Any, per_family: int) -> None:
    families, partners = draw.pool(300, 120)
    pool = Statewide.of(families, partners, per_family=per_family)
    state, count = pool.matcher.state, len(families)
    order = np.argsort(state.rows.start, kind="stable")
    family = np.repeat(order, state.rows.length[order])
    number, sink = int(state.rows.top[0]), len(state.match) + len(state.places)
    worth = (state.base[family] >> POINT_BITS) + (state.rows.packed[:number] >> TIE_BITS)
    solver = min_cost_flow.SimpleMinCostFlow()
    pairs = solver.add_arcs_with_capacity_and_unit_cost(
        family, len(state.match) + state.rows.other[:number], np.ones(number, int), -worth
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        np.arange(count), np.full(count, sink), np.ones(count, int), np.zeros(count, int)
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        len(state.match) + np.arange(len(state.places)), np.full(len(state.places), sink), state.places, np.zeros(len(state.places), int)
    )  # fmt: skip
    solver.set_nodes_supplies(np.arange(count), np.ones(count, int))
    solver.set_nodes_supplies(np.array([sink]), np.array([-count]))
    assert solver.solve() == solver.OPTIMAL
    taken = solver.flows(pairs) > 0
    assert pool.certificate().points == int(worth[taken].sum())
    if per_family:
        assert pool.certificate().matched == int(taken.sum())


def test_as_many_families_are_served_as_can_be(draw: Any) -> None:
    families, partners = draw.pool(200, 60)
    pool = Statewide.of(families, partners)
    rows, places = pool.matcher.state.rows, pool.matcher.state.places
    size, last = len(families) + len(places) + 2, len(families) + len(places) + 1
    graph = np.zeros((size, size), np.int32)
    for n in range(len(families)):
        graph[0, 1 + n] = 1
        graph[1 + n, 1 + len(families) + rows.other[rows.start[n] :][: rows.length[n]]] = 1
    graph[1 + len(families) : last, last] = places
    assert pool.certificate().matched == pool.most_served() == maximum_flow(csr_matrix(graph), 0, last).flow_value
