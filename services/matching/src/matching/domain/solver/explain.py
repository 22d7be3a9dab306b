"""Why this partner and not another: points, prices, and what it would cost others; and where one more partner is worth most."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.domain.solver import lists
from matching.domain.solver.facts import Code, Partner, Place
from matching.domain.solver.matcher import Matcher, Packed
from matching.domain.solver.search import fill
from matching.domain.solver.state import NOBODY
from matching.domain.solver.statewide import Statewide
from matching.domain.solver.trying import left_free, pushed_on
from matching.domain.solver.weights import POINT, TIE_BITS, in_points

__all__ = [
    "Candidate",
    "Figures",
    "Recruit",
    "best_for",
    "figures",
    "losses",
    "partners_of",
    "recruited",
    "what_if",
    "why_not",
]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A partner who may be matched with a family. All but `worth` and `price` (weights, to be kept) are points.

    `price_points`: what a place of this partner is worth to others. `gap` = u + pi - w: at least so much would be lost if the
    family had this partner; none of it for the partner it has.
    """

    partner: Place
    points: int
    price_points: int
    gap: int
    worth: int
    price: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What a choice of pairs comes to: families served, of how many that could be at most, and the points of their pairs."""

    families: int
    most: int
    points: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Recruit:
    """One more partner in a county who brings a code: how many more families, and how many more points, fit included."""

    county: str
    code: Code
    families: int
    points: int


def best_for(pool: Statewide, family: UUID, number: int = 3) -> list[Candidate]:
    """The partners nearest to being chosen for the family: its own, then least gap first."""
    row = row_of(pool, family)
    order = np.lexsort((-row.points, row.gaps, ~row.chosen))
    if len(order) > number > 0:  # whoever is as near as the last of so many, too: their ids decide
        last = order[number - 1]
        as_near = (row.gaps[order] == row.gaps[last]) & (row.points[order] == row.points[last])
        order = order[: max(number, int(np.flatnonzero(as_near)[-1]) + 1)]
    found = [candidate(pool, row, at) for at in order.tolist()]
    return sorted(found, key=lambda each: (not each.is_chosen, each.gap, -each.points, each.partner))[:number]


def why_not(pool: Statewide, family: UUID, partner: Place) -> tuple[Candidate, int] | None:
    """The pair, and exactly how many points all would lose if it were made; None where a constraint forbids it."""
    row, other = row_of(pool, family), pool.roll.partner.of.get(partner, NOBODY)
    at = np.flatnonzero(row.other == other)
    if not len(at) or pool.matcher.state.places[other] == 0:
        return None
    return candidate(pool, row, int(at[0])), losses(pool, family, [partner])[partner]


def losses(pool: Statewide, family: UUID, partners: Sequence[Place]) -> dict[Place, int]:
    """What all would lose if the family had one of these partners, who have places and may be matched with it: exactly, in points."""
    _, row = pool.matcher.back, row_of(pool, family)
    state = pool.matcher.state
    home = int(state.match[row.family])
    left = left_free(state, home) if home >= 0 and partners else 0
    weights = dict(zip(row.other.tolist(), row.weights.tolist(), strict=True))
    numbers = {partner: pool.roll.partner.of[partner] for partner in partners}
    return {
        partner: max(0, in_points(weights[number] + pushed_on(state, row.family, number, left)))
        for partner, number in numbers.items()
    }


class Row(NamedTuple):
    """The pairs of a family that no constraint forbids: partners' numbers, points, gaps (as weights, in points), which one is chosen."""

    family: int
    other: NDArray[np.int32]
    points: NDArray[np.int64]
    weights: NDArray[np.int64]
    gaps: NDArray[np.int64]
    chosen: NDArray[np.bool_]


def row_of(pool: Statewide, family: UUID) -> Row:
    """A family's pairs as they are now."""
    state, number = pool.matcher.state, pool.roll.family.of[family]
    row = slice(state.rows.start[number], state.rows.start[number] + state.rows.length[number])
    other = state.rows.other[row]
    points = (state.rows.packed[row] >> np.uint32(TIE_BITS)).astype(np.int64)
    weights = state.u[number] + state.pi[other] - state.base[number] - points * POINT
    gaps = np.maximum(0, (weights + POINT // 2) // POINT)
    return Row(number, other, points, weights, gaps, other == state.match[number])


def candidate(pool: Statewide, row: Row, at: int) -> Candidate:
    """One of them."""
    number = int(row.other[at])
    worth, price = int(pool.matcher.state.u[row.family]), int(pool.matcher.state.pi[number])
    place, points, gap = pool.roll.partner.names[number], int(row.points[at]), int(row.gaps[at])
    return Candidate(place, points, in_points(price), gap, worth, price, bool(row.chosen[at]))


def partners_of(pool: Statewide, family: UUID) -> list[Place]:
    """The partners who may be matched with a family."""
    return [pool.roll.partner.names[number] for number in row_of(pool, family).other.tolist()]


def figures(pool: Statewide) -> Figures:
    """What the pool's pairs come to now."""
    return _figures(pool, pool.matcher)


def what_if(pool: Statewide, per_family: int, priorities: Mapping[UUID, int]) -> Figures:
    """What today's pool would come to with other weights (the switch, or other priorities). Nothing is changed."""
    tried = Statewide(per_family)
    base = pool.matcher.state.base.copy()
    for family, number in pool.roll.family.of.items():
        base[number] = tried.base(priorities[family])
    matcher = Matcher(pool.matcher.state.rows, base, pool.matcher.state.places)
    matcher.enter_all(np.array(sorted(pool.roll.family.of.values()), np.int32))
    return _figures(pool, matcher)


def _figures(pool: Statewide, matcher: Matcher) -> Figures:
    state = matcher.state
    here = np.array(sorted(pool.roll.family.of.values()), np.int64)
    served = here[state.match[here] >= 0]
    points = sum(_chosen(matcher, family) for family in served.tolist())
    return Figures(len(served), pool.most_served(), points, len(here) - len(served))


def _chosen(matcher: Matcher, family: int) -> int:
    state = matcher.state
    row = slice(state.rows.start[family], state.rows.start[family] + state.rows.length[family])
    found: Packed = state.rows.packed[row][state.rows.other[row] == state.match[family]]
    return int(found[0]) >> TIE_BITS


def recruited(pool: Statewide, cells: Iterable[tuple[str, Code]]) -> list[Recruit]:
    """What one more partner would bring, in each of these counties with the code beside it (a language), in their order.

    The partner tried serves the one county, brings the code and whatever most partners bring, and has one place.
    """
    usual = _usual(pool)
    return [_recruit(pool, county, code, usual) for county, code in cells]


def _usual(pool: Statewide) -> list[Code]:
    """Codes that at least half of all partners bring."""
    numbers = np.array(sorted(pool.roll.partner.of.values()), np.int64)
    brings = pool.roll.partners.brings[numbers]
    found = []
    for code, number in pool.roll.codes.of.items():
        having = (brings[:, number // 64] >> np.uint64(number % 64)) & np.uint64(1)
        if len(numbers) and 2 * int(having.sum()) >= len(numbers):
            found.append(code)
    return found


def _recruit(pool: Statewide, county: str, code: Code, usual: list[Code]) -> Recruit:
    """Try the partner, and take everything back."""
    matcher, roll = pool.matcher, pool.roll
    asks = pool.roll.counties.of.get(county)
    if asks is None or not roll.asking.length[asks]:
        return Recruit(county, code, 0, 0)
    number = roll.enrol_trial(Partner(UUID(int=0), "", county, (), 1, (*usual, code)))
    matcher.make_room(0, number + 1)
    near = roll.asking.other[roll.asking.start[asks] :][: roll.asking.length[asks]]
    families, packed = pool.column(number, near)
    price = matcher.asked_price(families, packed)
    if not price:  # what the place would be worth at most: no search finds more
        return Recruit(county, code, 0, 0)
    back = lists.put(matcher.back, number, families, packed)
    matcher.state = matcher.state._replace(back=back)
    before = matcher.moment()
    served = int((before.match >= 0).sum())
    matcher.state.places[number] = 1
    matcher.state.pi[number] = price
    gain = in_points(fill(matcher.state, number))
    more = int((matcher.state.match >= 0).sum()) - served
    back.length[number] = 0
    matcher.go_back(before)
    return Recruit(county, code, more, gain - more * pool.per_family)
