"""The one table: fault × seed × what was sent, lost, doubled, out of order, stuck, and how long recovery took."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from peerbridge_faults.inject.injected import Injected
from peerbridge_faults.reader import Finding, Seen

__all__ = ["Row", "attribute", "rows_of", "text"]

WHOLE: Final = "(whole run)"
KINDS: Final = {
    "lost": "lost",
    "doubled": "doubled",
    "disordered": "disordered",
    "stuck": "stuck",
    "leaked": "lost",
    "unproven": "lost",
}
HEAD: Final = ("fault", "service", "seed", "sent", "lost", "doubled", "out of order", "stuck", "recovery s", "")


@dataclass(frozen=True)
class Row:
    """One line."""

    fault: str
    service: str
    seed: int
    sent: int
    lost: int
    doubled: int
    disordered: int
    stuck: int
    recovery: float | None
    note: str

    def cells(self) -> tuple[str, ...]:
        """As text."""
        recovery = "-" if self.recovery is None else f"{self.recovery:.1f}"
        numbers = (self.seed, self.sent, self.lost, self.doubled, self.disordered, self.stuck)
        return (self.fault, self.service, *map(str, numbers), recovery, self.note)


def attribute(seen: Seen, findings: Iterable[Finding], marks: Mapping[str, str]) -> dict[str, Counter[str]]:
    """Findings by the window in which the thing they are about was sent. `marks`: window by the source's case."""
    cases = {}
    for place in seen.places.values():
        for row in place.rows.get("cases", ()):
            if "source_case" in row:
                mark = marks.get(row["source_case"], WHOLE)
                cases.update(dict.fromkeys([str(row["id"]), *map(str, row["parents"])], mark))
    found: dict[str, Counter[str]] = {}
    for finding in findings:
        mark = cases.get(finding.thing) or marks.get(finding.thing, WHOLE)
        found.setdefault(mark, Counter())[KINDS[finding.kind]] += 1
    return found


def rows_of(
    injected: Sequence[tuple[str, Injected]], sent: Mapping[str, int], found: Mapping[str, Counter[str]], seed: int
) -> list[Row]:
    """A row for each fault, with what was sent in its window; and one for what belongs to none."""
    rows = []
    for mark, each in injected:
        counted = found.get(mark, Counter())
        numbers = (counted["lost"], counted["doubled"], counted["disordered"], counted["stuck"])
        rows.append(Row(each.fault, each.service, seed, sent.get(mark, 0), *numbers, each.recovery, each.note))
    rest: Counter[str] = Counter()
    for mark, counted in found.items():
        if mark not in {mark for mark, _ in injected}:
            rest += counted
    total = sum(sent.values())
    rows.append(
        Row(WHOLE, "all", seed, total, rest["lost"], rest["doubled"], rest["disordered"], rest["stuck"], None, "")
    )
    return rows


def text(rows: Sequence[Row]) -> str:
    """The table, in columns that also read as Markdown."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])
