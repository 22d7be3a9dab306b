"""A case is what its sources' reports add up to: a function of the reports known, whatever order they came in.

It is known by (source, source's case) over all its removals; an exit by (removal, exit). While a removal is open, the case is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from peerbridge.events.codes import CaseType, CodeList
from peerbridge.events.envelope import county_is_missing
from peerbridge.events.exits import ExitReason, exit_reason

__all__ = ["Case", "Closure", "ExitKey", "Opening", "Removal"]

ExitKey = tuple[str, str]
"""Removal and exit, as the source counts them."""

LONG_AGO: Final = date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A removal that was reported as open."""

    removal: str
    said_county: str
    opened_on: date
    case_type: CaseType
    parents: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """One exit as reported. `fault`: why it cannot be used; `told`: CaseClosed was announced for it."""

    id: UUID
    removal: str
    exit: str
    said_county: str
    opened_on: date | None
    closed_on: date
    code_list: CodeList
    exit_code: int
    case_type: CaseType
    referred: bool
    parents: tuple[UUID, ...]
    withdrawn: bool = False
    fault: str | None = None
    told: bool = False

    @property
    def key(self) -> ExitKey:
        """What it is known by within its case."""
        return self.removal, self.exit

    @property
    def stands(self) -> bool:
        """Whether it counts: not withdrawn, and nothing about it waits for a correction."""
        return not self.withdrawn and self.fault is None

    @property
    def reason(self) -> ExitReason | None:
        """The exit reason in words; the number means nothing without its list (EVENTS, "Exit reasons")."""
        return exit_reason(self.code_list, self.exit_code)

    @property
    def order(self) -> tuple[date, str, str]:
        """Exits of a case in the order of time."""
        return self.closed_on, self.removal, self.exit


@dataclass(frozen=True, slots=True)
class Opening:
    """Since when a case is open, of what kind it is, and whose."""

    opened_on: date
    case_type: CaseType
    parents: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case. `unnamed_parent` stands for the parent of a case whose reports name none (AFCARS)."""

    id: UUID
    source: str
    source_case: str
    correlation: UUID
    assigned_county: str | None = None
    unnamed_parent: UUID | None = None
    waiting_since: datetime | None = None
    removals: Mapping[str, Removal] = field(default_factory=dict)
    closures: Mapping[ExitKey, Closure] = field(default_factory=dict)

    @property
    def county(self) -> str:
        """Where it is counted: what the latest report says that says a county, else a person's word, else `<state>999`."""
        said = [county for _, county in sorted(self._said())]
        real = [county for county in said if not county_is_missing(county)]
        return real[-1] if real else self.assigned_county or (said[-1] if said else "00999")

    @property
    def waiting(self) -> bool:
        """Whether nobody has said its county yet: nothing is announced of it meanwhile."""
        return county_is_missing(self.county)

    @property
    def parents(self) -> tuple[UUID, ...]:
        """All parents that any report names; without one, the unnamed parent of this case."""
        reports: Iterable[Removal | Closure] = (*self.removals.values(), *self.closures.values())
        named = {parent for report in reports for parent in report.parents}
        return tuple(sorted(named)) or ((self.unnamed_parent,) if self.unnamed_parent else ())

    @property
    def opening(self) -> Opening | None:
        """The latest removal that is open; None where none is known to be."""
        latest = max(self._open_removals(), default=None)
        return Opening(latest[0], self._kind_of(latest[1]), self.parents) if latest else None

    @property
    def last_closure(self) -> Closure | None:
        """The latest exit that stands."""
        return max((c for c in self.closures.values() if c.stands), key=lambda c: c.order, default=None)

    @property
    def open(self) -> bool:
        """Whether nobody may be identified from it: a removal is open, or no exit stands."""
        return self.opening is not None or self.last_closure is None

    @property
    def opened_on(self) -> date | None:
        """Since when it is open, or when the removal began whose exit closed it last."""
        opening, last = self.opening, self.last_closure
        if opening:
            return opening.opened_on
        if last is None:
            return None
        reported = self.removals.get(last.removal)
        return last.opened_on or (reported.opened_on if reported else None)

    @property
    def case_type(self) -> CaseType:
        """The kind of case, as the latest word on it says (P04)."""
        opening, last = self.opening, self.last_closure
        if opening:
            return opening.case_type
        return last.case_type if last else next((c.case_type for c in self.closures.values()), "dependency")

    def with_removal(self, removal: Removal) -> "Case":
        """The case with this report of a removal instead of an earlier one."""
        return replace(self, removals={**self.removals, removal.removal: removal})

    def with_closure(self, closure: Closure) -> "Case":
        """The case with this report of an exit instead of an earlier one."""
        return replace(self, closures={**self.closures, closure.key: closure})

    def _said(self) -> Iterator[tuple[tuple[date, str, str], str]]:
        """What each report says of the county, with the report's place in time."""
        for removal in self.removals.values():
            yield (removal.opened_on, removal.removal, ""), removal.said_county
        for closure in self.closures.values():
            yield closure.order, closure.said_county

    def _open_removals(self) -> Iterator[tuple[date, str]]:
        """Removals that began and have no exit on or after that day. A withdrawn exit says that its removal goes on."""
        began: dict[str, date] = {each.removal: each.opened_on for each in self.removals.values()}
        ended: dict[str, date] = {}
        for closure in self.closures.values():
            if closure.withdrawn and closure.opened_on:
                began[closure.removal] = max(began.get(closure.removal, LONG_AGO), closure.opened_on)
            if closure.stands:
                ended[closure.removal] = max(ended.get(closure.removal, LONG_AGO), closure.closed_on)
        for removal, day in began.items():
            if removal not in ended or ended[removal] < day:
                yield day, removal

    def _kind_of(self, removal: str) -> CaseType:
        reported = self.removals.get(removal)
        if reported:
            return reported.case_type
        return next(c.case_type for c in self.closures.values() if c.removal == removal)
