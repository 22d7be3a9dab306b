"""A person's standing with one program: a function of their cases, who named them, and whether they opted out.

Run again by whichever fact comes last. What was decided stands while its facts stand: a new policy rewrites nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from peerbridge.events.candidates import WithdrawalReason
from recruitment.domain.eligibility import CaseFacts, Claim

__all__ = ["Candidate", "Nominated", "Person", "State", "decide"]


class State(StrEnum):
    """Where a person stands with a program. In the pool: identified and nominated. `outside`: not, and never was."""

    WAITING = "waiting"
    IDENTIFIED = "identified"
    NOMINATED = "nominated"
    WITHDRAWN = "withdrawn"
    OUTSIDE = "outside"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One person and one program. `case`, `closure`, `basis`: what the identification stands on, or waits on until `due_on`.

    `applied`: an application exists, so the pool changes nothing any more. `moved_from`: a county not told of the move yet.
    """

    person: UUID
    program: str
    county: str
    correlation: UUID
    since: datetime
    state: State = State.OUTSIDE
    identified: bool = False
    nominated: bool = False
    applied: bool = False
    case: UUID | None = None
    closure: UUID | None = None
    basis: str | None = None
    due_on: date | None = None
    moved_from: str | None = None

    @property
    def in_pool(self) -> bool:
        """Whether the program may ask this person to apply."""
        return self.identified or self.nominated


@dataclass(frozen=True, slots=True)
class Nominated:
    """Somebody named the person to a program, in a county (P05, P06)."""

    program: str
    county: str
    correlation: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """All that decides about one person. `withdrawn`: those closures candidates stand on that did not happen after all."""

    person: UUID
    opted_out: bool = False
    cases: tuple[CaseFacts, ...] = ()
    claims: Mapping[str, Claim] = field(default_factory=dict)
    nominations: Mapping[str, Nominated] = field(default_factory=dict)
    candidates: Mapping[str, Candidate] = field(default_factory=dict)
    withdrawn: frozenset[UUID] = frozenset()

    @property
    def has_open_case(self) -> bool:
        """Whether a case of theirs is open: nobody is identified then, and a nomination waits (P05)."""
        return any(facts.open for facts in self.cases)

    def reason(self, before: Candidate) -> WithdrawalReason:
        """Why someone who was in the pool is not any more."""
        if before.closure in self.withdrawn:
            return "closure_withdrawn"
        return "case_reopened" if self.has_open_case else "closure_corrected"


def decide(person: Person, at: datetime) -> list[Candidate]:
    """How the person stands with every program that knows them or could, as of business time `at`."""
    programs = sorted({*person.candidates, *person.claims, *person.nominations})
    decided = (_decide(person, program, at) for program in programs)
    return [candidate for candidate in decided if candidate is not None]


def _decide(person: Person, program: str, at: datetime) -> Candidate | None:
    current = person.candidates.get(program)
    if person.opted_out:
        return _opted_out(current, at) if current else None
    if current is not None and current.applied:
        return current
    nomination = person.nominations.get(program)
    before = current or _stranger(person, program, at)
    found = _identification(before, person, person.claims.get(program))
    found = replace(found, nominated=nomination is not None and not person.has_open_case)
    if found.case is None and nomination is not None:
        found = replace(found, county=nomination.county)
    found = _dated(replace(found, state=_state(found, before, named=nomination is not None)), before, at)
    return None if current is None and found.state is State.OUTSIDE else found


def _stranger(person: Person, program: str, at: datetime) -> Candidate:
    """Someone the program has not known before."""
    claim = person.claims.get(program)
    known = claim.facts if claim is not None else person.nominations[program]
    return Candidate(
        person=person.person, program=program, county=known.county, correlation=known.correlation, since=at
    )


def _identification(before: Candidate, person: Person, claim: Claim | None) -> Candidate:
    """What the closed cases say. An identification stands while its facts do, under whatever policy came since."""
    if before.identified and not person.has_open_case:
        standing = next((f for f in person.cases if f.case == before.case and f.basis == before.basis), None)
        if standing is not None:
            return replace(before, county=standing.county)
    if claim is None:
        return replace(before, identified=False, case=None, closure=None, basis=None, due_on=None)
    facts = claim.facts
    return replace(
        before,
        identified=claim.due,
        case=facts.case,
        closure=facts.closure,
        basis=facts.basis,
        due_on=claim.due_on,
        county=facts.county,
        correlation=facts.correlation,
    )


def _state(found: Candidate, before: Candidate, *, named: bool) -> State:
    if found.identified:
        return State.IDENTIFIED
    if found.nominated:
        return State.NOMINATED
    if named or found.due_on is not None:
        return State.WAITING
    was_in = before.in_pool or before.state is State.WITHDRAWN
    return State.WITHDRAWN if was_in else State.OUTSIDE


def _dated(found: Candidate, before: Candidate, at: datetime) -> Candidate:
    """With the moment of a new state, and the county left where it moved."""
    left = before.moved_from or (before.county if before.county != found.county else None)
    return replace(found, since=before.since if found.state is before.state else at, moved_from=left)


def _opted_out(current: Candidate, at: datetime) -> Candidate:
    """Out for good: nothing identifies this person again."""
    since = current.since if current.state is State.OPTED_OUT else at
    return replace(current, state=State.OPTED_OUT, identified=False, nominated=False, due_on=None, since=since)
