"""Who may be identified, and when (P01-P04): a program's rules over one closed case. Figures are the program's own, never ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from peerbridge.events.codes import CaseType
from peerbridge.events.exits import ExitReason
from recruitment.domain.months import add_months

__all__ = ["CaseFacts", "Claim", "Rules", "due_on", "first_claims"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one program asks of a case in one county today, under the policy version in force there on that day."""

    program: str
    county: str
    zone: str
    today: date
    wait_months: int
    exits: frozenset[ExitReason]
    case_types: frozenset[CaseType]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What identification reads of a case: whether it is open, and the exit that closed it last."""

    case: UUID
    county: str
    correlation: UUID
    open: bool
    closure: UUID | None
    closed_on: date | None
    exit_reason: ExitReason | None
    case_type: CaseType
    referred: bool

    @property
    def basis(self) -> str:
        """The facts that a decision stands on, as one text: while they stay, a decided one is never rewritten."""
        return f"{self.closure}/{self.closed_on}/{self.exit_reason}/{self.case_type}/{self.referred}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A case gives its parents a place in a program's pool from `due_on` on."""

    program: str
    due_on: date
    facts: CaseFacts
    today: date

    @property
    def due(self) -> bool:
        """Whether the date has come, in the county's time zone."""
        return self.due_on <= self.today


def due_on(facts: CaseFacts, rules: Rules) -> date | None:
    """The day from which a program may ask the parents of a closed case; None where it never may.

    P01, P02: so many calendar months after closure, 0 to 24. P03: the exits it takes for success. P04: the kinds of case.
    """
    if facts.open or facts.closed_on is None or not facts.referred:
        return None
    if facts.exit_reason not in rules.exits or facts.case_type not in rules.case_types:
        return None
    return add_months(facts.closed_on, rules.wait_months)


def first_claims(cases: Iterable[CaseFacts], rules: Iterable[Rules]) -> dict[str, Claim]:
    """Per program the earliest claim of a person's cases; none at all while one of these cases is open."""
    known = sorted(cases, key=lambda facts: facts.case)
    if any(facts.open for facts in known):
        return {}
    found: dict[str, Claim] = {}
    for each in rules:
        for facts in known:
            day = due_on(facts, each) if facts.county == each.county else None
            earlier = found.get(each.program)
            if day is not None and (earlier is None or day < earlier.due_on):
                found[each.program] = Claim(each.program, day, facts, each.today)
    return found
