"""The proof notices every lie: a price, a worth, a pair, a place taken twice."""

from typing import Any

import pytest

from matching.domain.solver import FAULTS, Statewide, certify
from matching.domain.solver.state import NOBODY, link, unlink


@pytest.fixture
def pool(draw: Any) -> Statewide:
    return Statewide.of(*draw.pool(40, 12))


def first(pool: Statewide) -> tuple[int, int]:
    """A family that is matched, and its partner."""
    family = next(n for n in range(len(pool.matcher.state.match)) if pool.matcher.state.match[n] >= 0)
    return family, int(pool.matcher.state.match[family])


def test_untouched_it_holds(pool: Statewide) -> None:
    assert certify(pool.matcher.state).holds


@pytest.mark.parametrize("by", [1, -1])
def test_a_changed_worth_is_noticed(pool: Statewide, by: int) -> None:
    family, _ = first(pool)
    pool.matcher.state.u[family] += by
    assert not certify(pool.matcher.state).holds


@pytest.mark.parametrize("by", [1, -1])
def test_a_changed_price_is_noticed(pool: Statewide, by: int) -> None:
    _, partner = first(pool)
    pool.matcher.state.pi[partner] += by
    assert not certify(pool.matcher.state).holds


def test_a_pair_taken_apart_is_noticed(pool: Statewide) -> None:
    family, _ = first(pool)
    unlink(pool.matcher.state, family)
    assert not certify(pool.matcher.state).holds


def test_a_place_given_twice_is_noticed(pool: Statewide) -> None:
    state = pool.matcher.state
    for family in range(len(state.match)):
        row = state.rows.other[state.rows.start[family] :][: state.rows.length[family]].tolist()
        full = [partner for partner in row if state.used[partner] == state.places[partner] > 0]
        if state.match[family] == NOBODY and full:
            link(state, family, full[0])
            assert certify(state).faults[FAULTS.index(FAULTS[6])] == 1
            return
    link(state, *reversed(first(pool)))
    assert not certify(state).holds


def test_somebody_who_may_not_be_matched_is_noticed(pool: Statewide) -> None:
    state = pool.matcher.state
    family, partner = first(pool)
    row = state.rows.other[state.rows.start[family] :][: state.rows.length[family]].tolist()
    stranger = next(n for n in range(len(state.places)) if n not in row)
    unlink(state, family)
    link(state, family, stranger)
    assert certify(state).faults[3] == 1
    assert partner != stranger


def test_a_weight_changed_behind_its_back_is_noticed(pool: Statewide) -> None:
    family, _ = first(pool)
    pool.matcher.state.base[family] -= 1
    assert not certify(pool.matcher.state).holds
