"""The matcher over numbers: families and partners by their place in arrays, changed one event at a time, always at the optimum."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.domain.solver import lists
from matching.domain.solver.lists import Lists
from matching.domain.solver.search import close, enter, enter_all, fill, leave
from matching.domain.solver.state import ABSENT, NOBODY, State
from matching.domain.solver.weights import POINT_BITS, TIE_BITS

__all__ = ["Matcher", "Moment"]

Ids = NDArray[np.int32]
Packed = NDArray[np.uint32]


class Moment(NamedTuple):
    """Who is with whom at which prices, to go back to after a trial."""

    match: Ids
    u: NDArray[np.int64]
    after: Ids
    before: Ids
    places: Ids
    used: Ids
    pi: NDArray[np.int64]
    first: Ids


class Matcher:
    """The optimum over all families in the pool, after every call. Gains and losses are returned as weights (weights.py)."""

    def __init__(self, rows: Lists, base: NDArray[np.int64], places: NDArray[np.integer]) -> None:
        families, partners = len(rows.start), len(places)
        self.indexed = False
        self.state = State(
            rows=rows,
            back=lists.empty(partners, 0),
            base=base,
            clock=np.zeros(1, np.int64),
            **family_arrays(families),
            **partner_arrays(places),
        )

    @property
    def back(self) -> Lists:
        """Who may be matched with each partner; made when first needed, since a statewide run needs it only afterwards."""
        if not self.indexed:
            self.state = self.state._replace(back=lists.transposed(self.state.rows, len(self.state.places)))
            self.indexed = True
        return self.state.back

    def enter_all(self, families: NDArray[np.integer]) -> None:
        """Bring families into the pool whose rows are there already."""
        enter_all(self.state, families.astype(np.int32))

    def insert(self, family: int, partners: Ids, packed: Packed, base: int) -> int:
        """A family comes with its row; what the optimum gains. Its number is one that is free, or the next."""
        self.make_room(family + 1, 0)
        self.add_row(family, partners, packed)
        self.state.base[family] = base
        return enter(self.state, family)

    def add_row(self, family: int, partners: Ids, packed: Packed) -> None:
        """Keep a family's pairs, in both directions."""
        back = lists.add(self.back, partners, np.full(len(partners), family, np.int32), packed)
        rows = lists.put(self.state.rows, family, partners, packed)
        self.state = self.state._replace(rows=rows, back=back)

    def withdraw(self, family: int) -> int:
        """A family goes; what the optimum loses."""
        back = self.back
        loss = leave(self.state, family)
        lists.forget(self.state.rows, back, family)
        return loss

    def confirm(self, family: int) -> int:
        """Freeze a pair: family and place leave the pool together, and the rest is optimal as it stands; the partner."""
        back, s = self.back, self.state
        partner = int(s.match[family])
        if partner < 0:
            raise ValueError("a family without a partner has nothing to confirm")
        self.unseat(family)
        s.places[partner] -= 1
        lists.forget(s.rows, back, family)
        return partner

    def unseat(self, family: int) -> None:
        """Take a family out of the lists of those who are matched, without a search."""
        s = self.state
        partner, after, before = int(s.match[family]), int(s.after[family]), int(s.before[family])
        if after >= 0:
            s.before[after] = before
        if before >= 0:
            s.after[before] = after
        else:
            s.first[partner] = after
        s.used[partner] -= 1
        s.match[family], s.u[family] = ABSENT, 0

    def close_place(self, partner: int) -> int:
        """One place of the partner goes, held or not; what the optimum loses."""
        if self.state.places[partner] == 0:
            raise ValueError("a partner without places has none to close")
        return close(self.state, partner)

    def open_place(self, partner: int) -> int:
        """One place more; what the optimum gains."""
        _ = self.back
        self.state.places[partner] += 1
        return fill(self.state, partner)

    def forbid(self, family: int, partner: int) -> int:
        """The pair is no longer possible (somebody said no); what the optimum loses."""
        back, s = self.back, self.state
        held = s.match[family] == partner
        before = leave(s, family) if held else 0
        lists.drop(s.rows, family, partner)
        lists.drop(back, partner, family)
        return before - enter(s, family) if held else 0

    def reprioritise(self, family: int, base: int) -> int:
        """The family's own weight changes (waiting, urgency); what the optimum gains."""
        _ = self.back
        lost = leave(self.state, family)
        self.state.base[family] = base
        return enter(self.state, family) - lost

    def replace_partner(self, partner: int, families: Ids, packed: Packed, places: int) -> None:
        """The partner's pairs are these from now on, with so many places: a new partner, a new profile, or (none) one who left."""
        self.make_room(0, partner + 1)
        while self.state.places[partner]:
            self.close_place(partner)
        back, rows = self.back, self.state.rows
        lists.forget(back, rows, partner)
        rows = lists.add(rows, families, np.full(len(families), partner, np.int32), packed)
        self.state = self.state._replace(rows=rows, back=lists.put(back, partner, families, packed))
        self.state.pi[partner] = self.asked_price(families, packed)
        for _ in range(places):
            self.open_place(partner)

    def asked_price(self, families: Ids, packed: Packed) -> int:
        """What a place must cost for no family to prefer it to what it has."""
        s = self.state
        there = s.match[families] != ABSENT
        here = families[there]
        weights = s.base[here] + weights_of(packed[there])
        return max(0, int((weights - s.u[here]).max(initial=0)))

    def make_room(self, families: int, partners: int) -> None:
        """Let the arrays hold so many families and partners."""
        s = self.state
        kept: dict[str, Any]
        if families > len(s.match):
            wanted = max(families, len(s.match) * 5 // 4 + 64)
            rows = lists.grown(s.rows, wanted, len(s.rows.other) // 8)
            fresh = {"base": np.zeros(wanted, np.int64), **family_arrays(wanted)}
            kept = {name: extended(getattr(s, name), array) for name, array in fresh.items()}
            self.state = s = s._replace(rows=rows, **kept)
        if partners > len(s.places):
            wanted = max(partners, len(s.places) * 5 // 4 + 16)
            back = lists.grown(self.back, wanted, len(self.back.other) // 8)
            fresh = partner_arrays(np.zeros(wanted, np.int32))
            kept = {name: extended(getattr(s, name), array) for name, array in fresh.items()}
            self.state = s._replace(back=back, **kept)

    def moment(self) -> Moment:
        """Everything that searches change, copied."""
        return Moment(**{name: getattr(self.state, name).copy() for name in Moment._fields})

    def go_back(self, moment: Moment) -> None:
        """As it was then; the pairs that are possible must be the same as then."""
        self.state = self.state._replace(**moment._asdict())


def family_arrays(number: int) -> dict[str, NDArray[Any]]:
    """What `State` holds of each family besides pairs and weight, of families that are not in the pool."""
    nobody = np.full(number, NOBODY, np.int32)
    return {
        "match": np.full(number, ABSENT, np.int32),
        "u": np.zeros(number, np.int64),
        "after": nobody,
        "before": nobody.copy(),
    }


def partner_arrays(places: NDArray[np.integer]) -> dict[str, NDArray[Any]]:
    """What `State` holds of each partner besides pairs, of partners with nobody."""
    number = len(places)
    short = {name: np.zeros(number, np.int32) for name in ("used", "via", "toward", "heap", "spot", "settled")}
    long = {name: np.zeros(number, np.int64) for name in ("pi", "dist", "seen")}
    return {"places": places.astype(np.int32), "first": np.full(number, NOBODY, np.int32), **short, **long}


def extended(old: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
    """The new array with the old one's values at its beginning."""
    new[: len(old)] = old
    return new


def weights_of(packed: Packed) -> NDArray[np.int64]:
    """Points and tie-break as weights, of many pairs."""
    wide = packed.astype(np.int64)
    return ((wide >> TIE_BITS) << POINT_BITS) + (wide & ((1 << TIE_BITS) - 1))
