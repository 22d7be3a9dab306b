"""One state's pool: who waits, who is there, and the best set of pairs among them after every event."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.domain.points import POINTS
from matching.domain.solver import lists
from matching.domain.solver.bounds import most_families
from matching.domain.solver.certificate import Certificate, certify
from matching.domain.solver.columns import TERMS, Pairs, candidates, column_of, pairs_of, row_of
from matching.domain.solver.facts import Family, Partner, Place
from matching.domain.solver.matcher import Ids, Matcher, Packed
from matching.domain.solver.numbers import key_of
from matching.domain.solver.roll import Roll
from matching.domain.solver.state import ABSENT
from matching.domain.solver.weights import MOST_FAMILIES, POINT

__all__ = ["Statewide"]

AT_ONCE = 5_000  # families whose values are in memory together while a pool is built
UNTOLD = -3  # beside the numbers of `match`: nobody was told yet what the family has


class Statewide:
    """The optimum over everybody in the pool, kept after every call. A family or partner not in the pool is a KeyError."""

    def __init__(self, per_family: int = MOST_FAMILIES, points: Mapping[str, int] = POINTS) -> None:
        self.per_family = per_family
        self.most = np.array([points[term] for term in (*TERMS, "same_area")], np.int16)
        self.roll = Roll()
        self.matcher = Matcher(lists.empty(0, 0), np.zeros(0, np.int64), np.zeros(0, np.int32))
        self.told = np.zeros(0, np.int32)

    @classmethod
    def of(
        cls,
        families: Iterable[Family],
        partners: Sequence[Partner],
        *,
        per_family: int = MOST_FAMILIES,
        points: Mapping[str, int] = POINTS,
    ) -> "Statewide":
        """The whole pool at once: at night, after a start, after a change of weights."""
        made = cls(per_family, points)
        roll = made.roll
        places = np.zeros(len(partners), np.int32)
        places[roll.enrol_partners(partners)] = [each.places for each in partners]
        coming, base = iter(families), np.zeros(0, np.int64)
        while some := list(islice(coming, AT_ONCE)):
            new = roll.enrol_families(some)
            base = np.concatenate([base, np.zeros(len(roll.families.key) - len(base), np.int64)])
            base[new] = [made.base(each.priority) for each in some]
        numbers = np.fromiter(roll.family.of.values(), np.int32, len(roll.family.of))
        numbers = numbers[
            np.argsort(roll.families.county[numbers], kind="stable")
        ]  # neighbours look at the same partners
        most = candidates(roll.families, roll.near, numbers)
        into = Pairs(np.empty(most, np.int32), np.empty(most, np.uint32))
        rows = lists.empty(len(base), 0)
        pairs_of(roll.families, roll.partners, roll.near, made.most, numbers, rows, into)
        made.matcher = Matcher(rows._replace(other=into.other, packed=into.packed), base, places)
        made.matcher.enter_all(numbers)
        return made

    def base(self, priority: int) -> int:
        """What being served is worth, as a weight."""
        return (self.per_family + priority) * POINT

    def insert(self, family: Family) -> Place | None:
        """A family asks, or asks for something else; the partner it would have now."""
        if family.key in self.roll.family.of:
            self.withdraw(family.key)
        number = int(self.roll.enrol_families([family])[0])
        self.told[number : number + 1] = UNTOLD
        other, packed = self.row(number)
        self.matcher.insert(number, other, packed, self.base(family.priority))
        return self.partner_of(family.key)

    def withdraw(self, family: UUID) -> None:
        """A family is no longer there; its place goes to whom it is worth most."""
        self.matcher.withdraw(self.roll.family.of[family])
        self.roll.strike_family(family)

    def confirm(self, family: UUID) -> Place:
        """Freeze the family's pair: both leave the pool with this place, and nobody else is moved."""
        partner = self.roll.partner.names[self.matcher.confirm(self.roll.family.of[family])]
        self.roll.strike_family(family)
        return partner

    def put_partner(self, partner: Partner) -> None:
        """A partner comes, comes back, or is described anew (profile, area, places); without places the partner waits for one."""
        number = int(self.roll.enrol_partners([partner])[0])
        near = self.roll.families_near(number)
        self.matcher.make_room(len(self.roll.families.key), number + 1)
        self.matcher.replace_partner(number, *self.column(number, near), partner.places)

    def remove_partner(self, partner: Place) -> None:
        """A partner is not there any more: left, lapsed, suspended, on leave."""
        number = self.roll.partner.of[partner]
        self.told[self.told == number] = UNTOLD
        self.matcher.replace_partner(number, np.empty(0, np.int32), np.empty(0, np.uint32), 0)
        self.roll.strike_partner(partner)
        self.roll.partner.drop(partner)

    def close_place(self, partner: Place) -> None:
        """One place less, taken or not: a hold made elsewhere, a lower capacity."""
        self.matcher.close_place(self.roll.partner.of[partner])

    def open_place(self, partner: Place) -> None:
        """One place more: a match or a hold ended."""
        self.matcher.open_place(self.roll.partner.of[partner])

    def forbid(self, family: UUID, person: UUID) -> None:
        """The two are not for each other, in any programme: one of them, or a coordinator, said no."""
        number = self.roll.family.of[family]
        self.roll.bar(number, person)
        rows = self.matcher.state.rows
        row = rows.other[rows.start[number] :][: rows.length[number]]
        for partner in row[self.roll.partners.person[row] == key_of(person)].tolist():
            self.matcher.forbid(number, partner)

    def prioritise(self, priorities: Mapping[UUID, int]) -> None:
        """New points of priority (a day has passed, a court date is near). For most of the pool at once, `of` is quicker."""
        for family, priority in priorities.items():
            number = self.roll.family.of[family]
            if self.matcher.state.base[number] != self.base(priority):
                self.matcher.reprioritise(number, self.base(priority))

    def partner_of(self, family: UUID) -> Place | None:
        """Whom the family would have now; tentative until confirmed."""
        partner = int(self.matcher.state.match[self.roll.family.of[family]])
        return None if partner < 0 else self.roll.partner.names[partner]

    def pairs(self) -> dict[UUID, Place]:
        """All tentative pairs."""
        match, names = self.matcher.state.match, self.roll.partner.names
        return {key: names[match[number]] for key, number in self.roll.family.of.items() if match[number] >= 0}

    def moved(self) -> dict[UUID, Place | None]:
        """Families in the pool whose pair is another than when this was last asked, with the pair they have now."""
        match, names = self.matcher.state.match, self.roll.partner.names
        if len(self.told) < len(match):
            self.told = np.concatenate([self.told, np.full(len(match) - len(self.told), UNTOLD, np.int32)])
        changed = np.flatnonzero((match != self.told) & (match != ABSENT)).tolist()
        self.told[:] = match
        return {self.roll.family.names[each]: names[match[each]] if match[each] >= 0 else None for each in changed}

    def has_family(self, family: UUID) -> bool:
        """Whether the family is in the pool."""
        return family in self.roll.family.of

    def has_partner(self, partner: Place) -> bool:
        """Whether the partner is in the pool, with places or without."""
        return partner in self.roll.partner.of

    def has_place(self, partner: Place) -> bool:
        """Whether the partner has a place, taken or not."""
        return int(self.matcher.state.places[self.roll.partner.of[partner]]) > 0

    def certificate(self) -> Certificate:
        """The proof that these pairs are the best there are."""
        return certify(self.matcher.state)

    def most_served(self, families: Iterable[UUID] | None = None) -> int:
        """How many of these families (all, if none are named) could be served at most if the others were not there."""
        state = self.matcher.state
        of = self.roll.family.of
        numbers = (
            np.flatnonzero(state.match != ABSENT) if families is None else np.array([of[key] for key in families], int)
        )
        return most_families(state.rows, state.places, numbers, state.match)

    def row(self, family: int) -> tuple[Ids, Packed]:
        """A family's pairs, looked for anew."""
        roll = self.roll
        room = int(roll.near.length[roll.families.county[family]])
        into = Pairs(np.empty(room, np.int32), np.empty(room, np.uint32))
        found = row_of(roll.families, family, roll.partners, roll.near, self.most, into)
        return into.other[:found], into.packed[:found]

    def column(self, partner: int, families: NDArray[np.int32]) -> tuple[Ids, Packed]:
        """A partner's pairs with these families."""
        roll = self.roll
        into = Pairs(np.empty(len(families), np.int32), np.empty(len(families), np.uint32))
        found = column_of(roll.families, roll.partners, partner, self.most, families, into)
        return into.other[:found], into.packed[:found]
