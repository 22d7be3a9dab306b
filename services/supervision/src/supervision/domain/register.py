"""Who supervises whom: the supervisor of the county with the fewest partners below the span.

An absent one is stood in for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

__all__ = ["Register", "Supervisor"]


@dataclass(frozen=True, slots=True)
class Supervisor:
    """A person of the register.

    `span`: the most partners; absent from `absent_from` to `absent_until`, both included.
    `lived_experience`: of a case of their own, which some programs require of supervisors (P44).
    """

    person: UUID
    counties: tuple[str, ...]
    span: int
    absent_from: date | None = None
    absent_until: date | None = None
    delegate: UUID | None = None
    lived_experience: bool = False

    def present(self, on: date) -> bool:
        """Whether the person is there on a day; an absence without an end lasts."""
        if self.absent_from is None or on < self.absent_from:
            return True
        return self.absent_until is not None and on > self.absent_until


@dataclass(frozen=True, slots=True)
class Register:
    """The supervisors one may know of, and the partners that each has now."""

    supervisors: Mapping[UUID, Supervisor]
    partners: Mapping[UUID, frozenset[UUID]]

    @classmethod
    def of(cls, supervisors: Iterable[Supervisor], partners: Mapping[UUID, frozenset[UUID]]) -> "Register":
        """The register of these supervisors."""
        return cls({each.person: each for each in supervisors}, partners)

    def load(self, supervisor: UUID) -> int:
        """How many partners a supervisor has."""
        return len(self.partners.get(supervisor, frozenset()))

    def choose(self, county: str, partner: UUID, *, on: date, most: int, lived_experience: bool = False) -> UUID | None:
        """Who is to supervise a partner in a county; None where nobody is there or has room.

        Whoever supervises the partner already goes on. Else the one with the fewest partners below both spans,
        the person's own and the program's (`most`); of equals the one with the lowest id. An absent
        supervisor's delegate stands in their place. Where `lived_experience` is required, only who has it (P44).
        """
        serving = self._serving(county, on)
        if lived_experience:
            serving = {each for each in serving if self.supervisors[each].lived_experience}
        able = {each for each in serving if self._has_room(each, partner, most)}
        known = {each for each in able if partner in self.partners.get(each, frozenset())}
        return min(known or able, key=lambda each: (self.load(each), each), default=None)

    def acting(self, supervisor: UUID | None, county: str, *, on: date) -> UUID | None:
        """Who looks after a supervisor's partners on a day.

        The supervisor, else the delegate, else the next of the county (complaint 5).
        """
        stands_in = self._stand_in(supervisor, on) if supervisor else None
        if stands_in is not None:
            return stands_in
        return min(self._serving(county, on), key=lambda each: (self.load(each), each), default=None)

    def with_partner(self, supervisor: UUID, partner: UUID) -> "Register":
        """The register once the supervisor has one partner more."""
        grown = self.partners.get(supervisor, frozenset()) | {partner}
        return Register(self.supervisors, {**self.partners, supervisor: grown})

    def _serving(self, county: str, on: date) -> set[UUID]:
        found = {self._stand_in(each.person, on) for each in self.supervisors.values() if county in each.counties}
        return {each for each in found if each is not None}

    def _stand_in(self, supervisor: UUID, on: date) -> UUID | None:
        """The supervisor if present, else the delegate, else the delegate's.

        None where the chain ends or turns in a circle.
        """
        asked: set[UUID] = set()
        current: UUID | None = supervisor
        while current is not None and current not in asked:
            asked.add(current)
            known = self.supervisors.get(current)
            if known is None or known.present(on):
                return current if known else None
            current = known.delegate
        return None

    def _has_room(self, supervisor: UUID, partner: UUID, most: int) -> bool:
        partners = self.partners.get(supervisor, frozenset())
        return partner in partners or len(partners) < min(most, self.supervisors[supervisor].span)
