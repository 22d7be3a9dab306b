"""Why this partner and not another: points, prices, and what it would cost others; and where one more partner is worth most."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from matching.domain.solver import lists
from matching.domain.solver.facts import Code, Partner, Place
from matching.domain.solver.matcher import Matcher, Packed
from matching.domain.solver.search import close, fill, leave
from matching.domain.solver.state import NOBODY
from matching.domain.solver.statewide import Statewide
from matching.domain.solver.weights import POINT, TIE_BITS, in_points

__all__ = ["Candidate", "Figures", "Recruit", "best_for", "figures", "recruits", "what_if", "why_not"]


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
    """The partners nearest to being chosen for the family: least gap first."""
    every = candidates(pool, family)
    return sorted(every, key=lambda each: (not each.is_chosen, each.gap, -each.points, each.partner))[:number]


def why_not(pool: Statewide, family: UUID, partner: Place) -> tuple[Candidate, int] | None:
    """The pair, and exactly how many points all would lose if it were made; None where a constraint forbids it.

    The pair is tried and taken back, so nothing has changed afterwards.
    """
    matcher, number = pool.matcher, pool.roll.family.of[family]
    other = pool.roll.partner.of.get(partner, NOBODY)
    found = [each for each in candidates(pool, family) if each.partner == partner]
    if not found or matcher.state.places[other] == 0:
        return None
    weight = int(matcher.state.base[number]) + found[0].points * POINT
    _ = matcher.back
    before = matcher.moment()
    lost = leave(matcher.state, number) + close(matcher.state, other)
    matcher.go_back(before)
    return found[0], max(0, in_points(lost - weight))


def candidates(pool: Statewide, family: UUID) -> Iterable[Candidate]:
    """Every pair of the family that no constraint forbids."""
    state, number = pool.matcher.state, pool.roll.family.of[family]
    row = slice(state.rows.start[number], state.rows.start[number] + state.rows.length[number])
    worth, base = int(state.u[number]), int(state.base[number])
    for other, packed in zip(state.rows.other[row].tolist(), state.rows.packed[row].tolist(), strict=True):
        price, points = int(state.pi[other]), packed >> TIE_BITS
        gap = in_points(worth + price - base - points * POINT)
        chosen = bool(state.match[number] == other)
        yield Candidate(pool.roll.partner.names[other], points, in_points(price), max(0, gap), worth, price, chosen)


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


def recruits(pool: Statewide, codes: Iterable[Code], counties: Iterable[str]) -> list[Recruit]:
    """What one more partner would bring, by county and code (a language), most first; those who would bring nothing are left out.

    The partner tried serves the one county, brings the code and whatever most partners bring, and has one place.
    """
    usual, cells = _usual(pool), list(counties)
    found = [_recruit(pool, county, code, usual) for code in codes for county in cells]
    return sorted((each for each in found if each.points), key=lambda each: (-each.families, -each.points, each.county))


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
    back = lists.put(matcher.back, number, families, packed)
    matcher.state = matcher.state._replace(back=back)
    before = matcher.moment()
    served = int((before.match >= 0).sum())
    matcher.state.places[number] = 1
    matcher.state.pi[number] = matcher.asked_price(families, packed)
    gain = in_points(fill(matcher.state, number))
    more = int((matcher.state.match >= 0).sum()) - served
    back.length[number] = 0
    matcher.go_back(before)
    return Recruit(county, code, more, gain - more * pool.per_family)
