"""What a file says, row by row: a removal that is open, an exit, or a row that cannot be taken and why.

A report is known by (source, source_case, removal, exit): the same again changes nothing, a different one corrects.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from peerbridge.events.codes import CaseType, CodeList
from peerbridge.events.envelope import county_is_missing
from peerbridge.events.exits import ExitReason, exit_reason

__all__ = ["ONLY_EXIT", "Closure", "Json", "Opening", "Refusal", "Row"]

ONLY_EXIT: Final = "1"
"""The exit's identity where a removal has at most one (AFCARS): a corrected date or reason corrects it."""

Json = dict[str, str | int | float | list[str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What every report names. `county` is five-digit FIPS, or XX999 (state's digits or XX): waiting for county."""

    line: int
    source: str
    source_case: str
    removal: str
    county: str
    case_type: CaseType
    parents: tuple[str, ...] = ()

    @property
    def record(self) -> str:
        """Whose report it is: the source's case."""
        return self.source_case

    @property
    def waits_for_county(self) -> bool:
        """Whether the source does not say the county."""
        return county_is_missing(self.county)

    def _named(self) -> Json:
        return {
            "source": self.source,
            "source_case": self.source_case,
            "removal": self.removal,
            "county": self.county,
            "case_type": self.case_type,
            "parents": list(self.parents),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(Reported):
    """A removal that is open. The case's first is an opening, a later one a re-opening: recruitment decides."""

    opened_on: date

    kind: ClassVar[str] = "opening"

    def report(self) -> Json:
        """One line for `POST /v1/case-openings`."""
        return self._named() | {"opened_on": self.opened_on.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure(Reported):
    """One exit. The number `exit_reason` means something only together with `code_list`."""

    exit: str
    opened_on: date | None
    closed_on: date
    code_list: CodeList
    exit_reason: int

    kind: ClassVar[str] = "closure"

    @property
    def reason(self) -> ExitReason:
        """The exit reason in a word that keeps its meaning."""
        found = exit_reason(self.code_list, self.exit_reason)
        if found is None:
            raise ValueError(self.exit_reason)
        return found

    def report(self) -> Json:
        """One line for `POST /v1/case-closures`."""
        return self._named() | {
            "exit": self.exit,
            "opened_on": self.opened_on.isoformat() if self.opened_on else None,
            "closed_on": self.closed_on.isoformat(),
            "code_list": self.code_list,
            "exit_reason": self.exit_reason,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that cannot be taken: where, whose, which rule it breaks, what is wrong and what to do."""

    line: int
    record: str
    rule: str
    problem: str
    remedy: str


Row = Opening | Closure | Refusal
