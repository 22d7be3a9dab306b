"""All that was said up to a moment, taken in once and in order: cases, everybody's way with every programme, and the pool.

What one transaction said carries one time; the pool is looked at when all of it has been taken in.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from peerbridge_demo.reckoning.cases import Cases, Claim
from peerbridge_demo.reckoning.people import RULES, Way
from peerbridge_demo.reckoning.places import place_of
from peerbridge_demo.reckoning.programs import Programs
from peerbridge_demo.reckoning.told import Told, in_order
from peerbridge_demo.witness import Said

__all__ = ["Reckoning"]

Who = tuple[str, str]
"""A person and a programme."""


class Reckoning:
    """`at`: the business instant of the look. `ways`: everybody whom a programme has been told of, or waits for."""

    def __init__(self, said: Iterable[Said], at: datetime) -> None:
        self.at = at
        self.events = [told for told in in_order(said) if told.subject]
        self.programs = Programs()
        self.cases = Cases(self.programs)
        self.ways: dict[Who, Way] = {}
        self._opted_out: set[str] = set()
        for _, together in groupby(self.events, key=lambda told: told.time):
            self._hear(list(together))

    def pool(self, way: Way) -> str:
        """How somebody stands with a programme's pool, as of the look."""
        if way.opted_out:
            return "opted_out"
        return way.frozen[0] if way.frozen else self._standing(way, self.at)

    def place(self, way: Way) -> str:
        """The one place where somebody is."""
        return place_of(way, self.pool(way))

    def candidates(self) -> Iterator[Way]:
        """Everybody who has a place: whom the pool never took and waits for no more is no candidate."""
        return (way for way in self.ways.values() if self.pool(way) != "outside")

    def _hear(self, together: list[Told]) -> None:
        touched: dict[str, None] = {}
        for told in together:
            if told.name == "ProgramPublished":
                self.programs.hear(told)
            elif "case" in told.data and told.data["case"] == told.subject:
                touched |= dict.fromkeys(self.cases.hear(told))
            elif told.name == "CandidateOptedOut":
                self._opt_out(told)
            elif told.name in RULES:
                touched |= dict.fromkeys([self._of_person(told)])
        for person in touched:
            self._look(person, together[-1].time)

    def _of_person(self, told: Told) -> str:
        person = told.data.get("person") or told.data["partner"]
        who = (person, told.data["program"])
        way = self.ways.setdefault(who, Way(*who, told.county))
        if told.name == "ApplicationSubmitted":
            way.frozen = (self._applying_from(way, told.time), told.county)
        RULES[told.name](way, told)
        if way.frozen and way.current is None:
            way.frozen = None
        way.told.append(told)
        return str(person)

    def _opt_out(self, told: Told) -> None:
        self._opted_out.add(told.subject)
        for way in self.ways.values():
            if way.person == told.subject:
                way.opted_out, way.in_pool = True, False
                way.told.append(told)

    def _look(self, person: str, at: datetime) -> None:
        """Who has a claim is waited for; where a claim stands, its county counts."""
        if person in self._opted_out:
            return
        for program, claim in self.cases.claims(person, at).items():
            way = self.ways.setdefault((person, program), Way(person, program, claim.county))
            if way.frozen is None:
                way.county = self._county(way, claim)

    def _county(self, way: Way, claim: Claim) -> str:
        """Of whom a case identified, that case's; of anybody else the claim's."""
        identified = self.cases.known.get(way.case or "")
        return identified.county if way.in_pool and identified and identified.last else claim.county

    def _applying_from(self, way: Way, at: datetime) -> str:
        """Where an applicant came from: who was named and applied before the sweep found them stays nominated."""
        standing = self._standing(way, at)
        return "nominated" if standing == "identified" and way.case is None else standing

    def _standing(self, way: Way, at: datetime) -> str:
        claim = self.cases.claims(way.person, at).get(way.program)
        if way.in_pool:
            return "identified" if claim and claim.due else "nominated"
        if claim:
            return "due, and never identified" if claim.due else "waiting"
        if way.named:
            return "waiting"
        return "withdrawn" if way.ever_in else "outside"
