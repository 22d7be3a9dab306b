"""Who is in the pool, under which number: ids become numbers, codes become bits, counties become lists of those who live or serve there."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.domain.solver import lists
from matching.domain.solver.columns import TERMS, WORD, Families, Partners
from matching.domain.solver.facts import Code, Family, Partner, Place
from matching.domain.solver.numbers import Numbers, key_of, longer

__all__ = ["Roll"]

NONE = np.empty(0, np.uint32)


class Roll:
    """The columns of everybody in the pool. Numbers of those who leave are given again."""

    def __init__(self) -> None:
        self.codes: Numbers[Code] = Numbers()
        self.counties: Numbers[str] = Numbers()
        self.family: Numbers[UUID] = Numbers()
        self.partner: Numbers[Place] = Numbers()
        self.families = no_families()
        self.partners = no_partners()
        self.near, self.asking = lists.empty(0, 0), lists.empty(0, 0)
        self.serves: dict[int, list[int]] = {}
        """Partner -> counties, by their numbers."""
        self.barred_end = 0

    def enrol_families(self, families: Sequence[Family]) -> NDArray[np.int32]:
        """Their numbers, once their columns are filled."""
        for each in families:
            self.codes.add_all((*each.any_of, *each.all_of, *each.none_of))
            self.codes.add_all(code for wanted in each.wants.values() for code in wanted)
        numbers = np.array([self.family.add(each.key) for each in families], np.int32)
        self.make_room(sum(len(each.barred) for each in families))
        for number, each in zip(numbers.tolist(), families, strict=True):
            self.fill_family(number, each)
        county = self.place_counties(each.county for each in families)
        self.asking = lists.add(self.asking, county, numbers, np.zeros(len(numbers), np.uint32))
        return numbers

    def fill_family(self, number: int, family: Family) -> None:
        """One family's columns."""
        columns, words = self.families, self.words
        unknown = sorted(set(family.wants) - set(TERMS))
        if unknown:
            raise ValueError(f"no such term of points: {', '.join(unknown)}")
        columns.key[number] = key_of(family.key)
        columns.county[number] = self.counties.add(family.county)
        columns.any_of[number] = self.mask(family.any_of, words)
        columns.all_of[number] = self.mask(family.all_of, words)
        columns.none_of[number] = self.mask(family.none_of, words)
        for term, name in enumerate(TERMS):
            wanted = set(family.wants.get(name, ()))
            columns.wants[number, term] = self.mask(wanted, words)
            columns.asked[number, term] = len(wanted)
        self.keep_barred(number, [key_of(person) for person in set(family.barred)])

    def bar(self, number: int, person: UUID) -> None:
        """One person more whom the family must not be matched with."""
        columns = self.families
        first = columns.barred_from[number]
        before: list[int] = columns.barred[first : first + columns.barred_length[number]].tolist()
        self.make_room(len(before) + 1)
        self.keep_barred(number, [*before, key_of(person)])

    def keep_barred(self, number: int, barred: list[int]) -> None:
        """The persons a family must not be matched with, where the last such list ends."""
        columns = self.families
        columns.barred_from[number], columns.barred_length[number] = self.barred_end, len(barred)
        columns.barred[self.barred_end : self.barred_end + len(barred)] = barred
        self.barred_end += len(barred)

    def enrol_partners(self, partners: Sequence[Partner]) -> NDArray[np.int32]:
        """Their numbers, once their columns are filled; those who were there are described anew."""
        for each in partners:
            self.codes.add_all(each.brings)
            self.strike_partner(each.key)
        numbers = np.array([self.partner.add(each.key) for each in partners], np.int32)
        self.make_room(0)
        for number, each in zip(numbers.tolist(), partners, strict=True):
            self.fill_partner(number, each)
        served = [sorted(set(each.counties)) for each in partners]
        county = self.place_counties(name for names in served for name in names)
        who = np.repeat(numbers, [len(names) for names in served])
        for partner, names in zip(numbers.tolist(), served, strict=True):
            self.serves[partner] = [self.counties.of[name] for name in names]
        self.near = lists.add(self.near, county, who, np.zeros(len(who), np.uint32))
        return numbers

    def fill_partner(self, number: int, partner: Partner) -> None:
        """One partner's columns."""
        columns = self.partners
        columns.key[number] = key_of(partner.person, partner.program)
        columns.person[number] = key_of(partner.person)
        columns.home[number] = self.counties.add(partner.home)
        columns.brings[number] = self.mask(partner.brings, self.words)
        columns.points[number] = partner.points

    def enrol_trial(self, partner: Partner) -> int:
        """Columns for a partner who is tried only, under the number that the next one will get."""
        self.codes.add_all(partner.brings)
        number = self.partner.add(partner.key)
        self.make_room(0)
        self.fill_partner(number, partner)
        return self.partner.drop(partner.key)

    def strike_family(self, key: UUID) -> int:
        """Take a family off; the number it had."""
        number = self.family.drop(key)
        lists.drop(self.asking, int(self.families.county[number]), number)
        return number

    def strike_partner(self, key: Place) -> None:
        """Take a partner off the counties' lists; the number stays the partner's own."""
        number = self.partner.of.get(key)
        if number is not None:
            for county in self.serves.pop(number, ()):
                lists.drop(self.near, county, number)

    def families_near(self, partner: int) -> NDArray[np.int32]:
        """The families who live where the partner serves."""
        asking = self.asking
        found = [asking.other[asking.start[county] :][: asking.length[county]] for county in self.serves[partner]]
        return np.concatenate(found).astype(np.int32) if found else np.empty(0, np.int32)

    @property
    def words(self) -> int:
        """How many words of 64 codes a mask has."""
        return max(1, -(-len(self.codes.of) // WORD))

    def mask(self, codes: Iterable[Code], words: int) -> list[int]:
        """The words of a mask."""
        whole = sum(1 << self.codes.of[code] for code in set(codes))
        return [(whole >> (WORD * word)) & (2**WORD - 1) for word in range(words)]

    def place_counties(self, names: Iterable[str]) -> NDArray[np.int32]:
        """Numbers of counties, each with its lists."""
        numbers = np.array([self.counties.add(name) for name in names], np.int32)
        wanted = len(self.counties.of)
        if wanted > len(self.near.start):
            self.near, self.asking = lists.grown(self.near, wanted, 0), lists.grown(self.asking, wanted, 0)
        return numbers

    def make_room(self, barred: int) -> None:
        """Columns as long, and masks as wide, as everybody needs."""
        many, words = self.family.size, self.words
        grown = Families(*(longer(column, many, words) for column in self.families))
        if self.barred_end + barred > len(grown.barred):
            grown = grown._replace(barred=longer(grown.barred, 2 * (self.barred_end + barred), 0))
        self.families = grown
        self.partners = Partners(*(longer(column, self.partner.size, words) for column in self.partners))


def no_families() -> Families:
    """Columns of nobody."""
    return Families(
        key=np.zeros(0, np.uint64),
        county=np.zeros(0, np.int32),
        any_of=np.zeros((0, 1), np.uint64),
        all_of=np.zeros((0, 1), np.uint64),
        none_of=np.zeros((0, 1), np.uint64),
        wants=np.zeros((0, len(TERMS), 1), np.uint64),
        asked=np.zeros((0, len(TERMS)), np.int16),
        barred_from=np.zeros(0, np.int64),
        barred_length=np.zeros(0, np.int32),
        barred=np.zeros(0, np.uint64),
    )


def no_partners() -> Partners:
    """Columns of nobody."""
    return Partners(
        key=np.zeros(0, np.uint64),
        person=np.zeros(0, np.uint64),
        home=np.zeros(0, np.int32),
        brings=np.zeros((0, 1), np.uint64),
        points=np.zeros(0, np.int16),
    )
