"""Cases as their events tell them, and the claims that closed cases give their parents to a place in a programme's pool."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from peerbridge_demo.reckoning.programs import Programs, months_after
from peerbridge_demo.reckoning.told import Told

__all__ = ["Case", "Cases", "Claim"]

OPENINGS = ("CaseOpened", "CaseReopened")


@dataclass
class Case:
    """`open`, by the last word on it; `closures`: those that stand, by id, each as it was told last."""

    id: str
    word: Told
    open: bool = True
    parents: tuple[str, ...] = ()
    closures: dict[str, Told] = field(default_factory=dict)

    @property
    def county(self) -> str:
        """Where it is counted: where the last word on it says."""
        return self.word.county

    @property
    def last(self) -> Told | None:
        """The exit that closed it last."""
        return max(self.closures.values(), key=lambda each: each.data["closed_on"], default=None)


@dataclass(frozen=True)
class Claim:
    """From `due_on` on the programme may ask the parents of this case; `due`: that day has come."""

    case: str
    county: str
    due_on: date
    due: bool


@dataclass
class Cases:
    """Every case that was told of, and whose it is."""

    programs: Programs
    known: dict[str, Case] = field(default_factory=dict)
    of_parent: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def hear(self, told: Told) -> tuple[str, ...]:
        """Something became of a case; its parents."""
        case = self.known.setdefault(told.data["case"], Case(told.data["case"], told))
        case.word, case.parents = told, tuple(told.data.get("parents", case.parents))
        if told.name == "CaseClosureWithdrawn":
            case.closures.pop(told.data["closure"], None)
            case.open = True
        elif told.name in OPENINGS:
            case.open = True
        else:
            case.closures[told.data["closure"]] = told
            case.open = False
        for parent in case.parents:
            self.of_parent[parent].add(case.id)
        return case.parents

    def claims(self, person: str, at: datetime) -> dict[str, Claim]:
        """By programme the person's earliest claim (P01-P04); none at all while a case of theirs is open."""
        cases = [self.known[each] for each in sorted(self.of_parent.get(person, ()))]
        if any(case.open for case in cases):
            return {}
        found: dict[str, Claim] = {}
        for case in cases:
            for program, claim in self._of_case(case, at).items():
                if program not in found or claim.due_on < found[program].due_on:
                    found[program] = claim
        return found

    def has_open(self, person: str) -> bool:
        """Whether a case of theirs is open."""
        return any(self.known[each].open for each in self.of_parent.get(person, ()))

    def _of_case(self, case: Case, at: datetime) -> dict[str, Claim]:
        last = case.last
        if last is None or not last.data["referred"]:
            return {}
        found = {}
        for asks in self.programs.serving(case.county):
            if last.data["exit_reason"] in asks.exits and last.data["case_type"] in asks.case_types:
                due_on = months_after(date.fromisoformat(last.data["closed_on"]), asks.wait_months)
                found[asks.program] = Claim(case.id, case.county, due_on, due_on <= asks.today(case.county, at))
        return found
