"""What became of each row: counted, named where refused, and written to a result file, one row of it for each."""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from peerbridge.cli.chunks import Readable
from peerbridge.cli.output import note
from peerbridge.intake.rows import Refusal

__all__ = ["COLUMNS", "OUTCOMES", "Outcome", "Outcomes", "result_file"]

OUTCOMES: Final = ("accepted", "corrected", "unchanged", "waiting_for_county", "refused")
COLUMNS: Final = ("line", "kind", "record", "removal", "outcome", "rule", "reason", "case")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MOST_NAMED: Final = 200  # a terminal's page or two; the result file names all


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one row. `rule` and `reason` where it was refused, `case`: ours, or the application, where it is known."""

    line: int
    kind: str
    record: str
    outcome: str
    removal: str = ""
    rule: str = ""
    reason: str = ""
    case: str = ""

    @classmethod
    def of_refusal(cls, row: Refusal) -> "Outcome":
        """A row that could not be read."""
        reason = f"{row.problem} {row.remedy}"
        return cls(line=row.line, kind="row", record=row.record, outcome="refused", rule=row.rule, reason=reason)

    @classmethod
    def of_report(cls, row: Readable, outcome: str, **told: str) -> "Outcome":
        """A row that was read, and what the service said of it."""
        return cls(line=row.line, kind=row.kind, record=row.record, removal=row.removal, outcome=outcome, **told)


@dataclass(slots=True)
class Outcomes:
    """Counts, and the file that every outcome is written to, if there is one."""

    file: TextIO | None = None
    tell: Callable[[str], None] = note
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        """Count, write, and name what was refused."""
        self.counts[outcome.outcome] += 1
        if self.file is not None:
            self._write(self.file, outcome)
        if outcome.outcome == "refused" and not self._left_unnamed():
            self.tell(refused_line(outcome))

    def _left_unnamed(self) -> int:
        """How many refused rows are only counted. A list that was asked for is never cut."""
        return max(0, self.counts["refused"] - _MOST_NAMED) if self.tell is note else 0

    def _write(self, file: TextIO, outcome: Outcome) -> None:
        csv.writer(file).writerow([_cell(getattr(outcome, column)) for column in COLUMNS])

    def summary(self) -> str:
        """One line with every count."""
        told = [f"{self.counts[name]:,} {name.replace('_', ' ')}" for name in OUTCOMES]
        more = self._left_unnamed()
        return " · ".join(told) + (f" ({more:,} more refused than named here: see --result)" if more else "")


def refused_line(outcome: Outcome) -> str:
    """A refused row for people: where, whose, which rule, why and what to do."""
    return f"refused  line {outcome.line}  record {outcome.record or '-'}  {outcome.rule or '-'}: {outcome.reason}"


def result_file(path: Path | None) -> TextIO | None:
    """The result file with its header, opened before any work, so that it cannot fail after it. Raises: OSError."""
    if path is None:
        return None
    file = path.open("w", encoding="utf-8", newline="")
    csv.writer(file).writerow(COLUMNS)
    return file


def _cell(value: object) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
