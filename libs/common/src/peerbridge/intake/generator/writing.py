"""A plan written out, piece by piece, with a ledger of what was planted and what a reader must find."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from peerbridge.intake.generator.damage import DAMAGES, XML_ONLY, Pieces, undamaged
from peerbridge.intake.generator.formats import FORMATS, Format
from peerbridge.intake.generator.lives import Life, life
from peerbridge.intake.generator.plan import Plan
from peerbridge.intake.generator.planted import AFCARS_ONLY, CSV_ONLY, chosen, plant

__all__ = ["FORMATS", "Ledger", "pieces", "write_file"]


@dataclass(slots=True)
class Planted:
    """One mistake: the record it is in, the rule that refuses it (or `waiting_for_county`), and how many rows."""

    mistake: str
    record: str
    rule: str
    rows: int


@dataclass(slots=True)
class Ledger:
    """What a reader must find in the undamaged file. `waiting` counts rows that are taken but lack their county."""

    children: int = 0
    closures: int = 0
    openings: int = 0
    refused: int = 0
    waiting: int = 0
    planted: list[Planted] = field(default_factory=list)

    def enter(self, child: Life, kind: str | None, form: Format) -> None:
        """Count a child as it is written."""
        self.children += 1
        closures = sum(bool(stay.exited) for stay in child.stays)
        openings = len(child.stays) - closures
        if kind:
            planted = _expected(child, kind, form)
            self.planted.append(planted)
            closures, openings = self._without(planted, closures, openings)
        self.closures += closures
        self.openings += openings

    def _without(self, planted: Planted, closures: int, openings: int) -> tuple[int, int]:
        """Closures and openings that are left beside a mistake."""
        if planted.rule == "waiting_for_county":
            self.waiting += planted.rows
            return closures, openings
        self.refused += planted.rows
        match planted.mistake:
            case "missing_record_number":
                return 0, 0
            case "duplicate_record":
                return closures, openings
            case "reason_without_exit" | "removal_left_open":
                return closures, openings - 1
            case _:
                return closures - 1, openings


def _expected(child: Life, kind: str, form: Format) -> Planted:
    """How a reader answers a mistake."""
    rows = len(child.stays)
    match kind:
        case "missing_county":
            return Planted(kind, child.record, "waiting_for_county", rows)
        case "duplicate_record" if not form.whole_records:
            return Planted(kind, child.record, "duplicate_row", rows)
        case "missing_record_number" if not form.whole_records:
            return Planted(kind, child.record, kind, rows)
        case _:
            return Planted(kind, child.record, kind, 1)


def pieces(plan: Plan, format_name: str, ledger: Ledger | None = None) -> Pieces:
    """The file's head, its children one by one, its tail; the ledger fills while it is read. Raises: ValueError."""
    form, mistakes = FORMATS[format_name], chosen(plan)
    wrong = (CSV_ONLY if format_name == "afcars" else AFCARS_ONLY) & set(plan.mistakes)
    if wrong:
        raise ValueError(f"A file of the kind {format_name} cannot hold {', '.join(sorted(wrong))}.")
    return _pieces(plan, form, mistakes, ledger or Ledger())


def _pieces(plan: Plan, form: Format, mistakes: dict[int, str], ledger: Ledger) -> Pieces:
    yield 0, form.head(plan)
    for number in range(plan.children):
        kind = mistakes.get(number)
        child = life(plan, number, with_exit=kind is not None)
        if kind:
            child = plant(child, kind)
        ledger.enter(child, kind, form)
        yield number + 1, form.child(child, plan) * (2 if kind == "duplicate_record" else 1)
    yield plan.children + 1, form.tail


def write_file(
    plan: Plan, format_name: str, target: Path, *, damage: str | None = None, ledger_file: Path | None = None
) -> Ledger:
    """Write the file, streamed, and beside it its ledger as JSON where asked. Raises: ValueError, OSError."""
    ledger = Ledger()
    spoil = DAMAGES[damage] if damage else undamaged
    if damage in XML_ONLY and format_name != "afcars":
        raise ValueError(f"The damage {damage} is one of XML files.")
    with target.open("wb") as file:
        file.writelines(spoil(pieces(plan, format_name, ledger), plan.children // 2 + 1))
    if ledger_file:
        ledger_file.write_text(json.dumps(asdict(ledger) | {"damage": damage}, indent=1) + "\n", encoding="utf-8")
    return ledger
