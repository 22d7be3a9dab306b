"""CSV files of a learning system, row by row: courses that partners and applicants completed.

| column | |
|---|---|
| person | our id of the person |
| program | the program's id |
| course | a training's id, or a course that the program's policy counts as one |
| hours | a number, such as 7.5 |
| completed_on | YYYY-MM-DD |
| started_on | YYYY-MM-DD; may be empty or left out for a course of one day |
| modality | in_person or virtual; may be empty or left out where the learning system does not know |
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO, ClassVar, Final
from uuid import UUID

from peerbridge.intake.csv_files import read_rows
from peerbridge.intake.mistakes import Mistake
from peerbridge.intake.rows import Json, Refusal
from peerbridge.intake.values import date_of, past
from peerbridge.intake.words import shown

__all__ = ["COLUMNS", "CompletedCourse", "read_trainings", "read_trainings_file"]

COLUMNS: Final = ("person", "program", "course", "hours", "completed_on", "started_on", "modality")
NEEDED: Final = COLUMNS[:-2]
MODALITIES: Final = ("in_person", "virtual")  # as the policy has them (P66)
MOST_HOURS: Final = 10_000  # as recruitment has it


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedCourse:
    """A course that a person completed."""

    line: int
    person: UUID
    program: str
    course: str
    hours: float
    completed_on: date
    started_on: date | None
    modality: str | None = None

    kind: ClassVar[str] = "course"
    removal: ClassVar[str] = ""
    waits_for_county: ClassVar[bool] = False

    @property
    def record(self) -> str:
        """Whose it is."""
        return str(self.person)

    def report(self) -> Json:
        """One line for `POST /v1/training-completions`."""
        return {
            "person": str(self.person),
            "program": self.program,
            "course": self.course,
            "hours": self.hours,
            "completed_on": self.completed_on.isoformat(),
            "started_on": self.started_on.isoformat() if self.started_on else None,
            **({"modality": self.modality} if self.modality else {}),
        }


def read_trainings_file(path: Path, *, today: date) -> Iterator[CompletedCourse | Refusal]:
    """As `read_trainings`, of a file by its path."""
    with path.open("rb") as file:
        yield from read_trainings(file, today=today)


def read_trainings(file: BinaryIO, *, today: date) -> Iterator[CompletedCourse | Refusal]:
    """The rows of a seekable file, in file order; dates after `today` are refused.

    Rows already yielded hold when the file breaks off. Raises: FileRefused, FileBroken.
    """
    yield from read_rows(file, partial(_course, today), needed=NEEDED, known=COLUMNS, named_by="person")


def _course(today: date, line: int, fields: dict[str, str]) -> CompletedCourse:
    """One row. Raises: Mistake."""
    for column in NEEDED:
        if not fields[column]:
            raise Mistake("missing_value", f"The row has no {column}.")
    completed_on = past(date_of(fields["completed_on"], "completed_on"), "completed_on", today)
    started_on = date_of(fields["started_on"], "started_on") if fields.get("started_on") else None
    if started_on is not None and started_on > completed_on:
        raise Mistake("end_before_start", f"It was completed on {completed_on}, before it started on {started_on}.")
    return CompletedCourse(
        line=line,
        person=_person(fields["person"]),
        program=fields["program"],
        course=fields["course"],
        hours=_hours(fields["hours"]),
        completed_on=completed_on,
        started_on=started_on,
        modality=_modality(fields.get("modality")),
    )


def _person(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Mistake("malformed_person", f"The person {shown(value)!r} is none of our ids.") from None


def _modality(value: str | None) -> str | None:
    if value and value not in MODALITIES:
        raise Mistake("unknown_modality", f"The modality {shown(value)!r} is neither in_person nor virtual.")
    return value or None


def _hours(value: str) -> float:
    try:
        hours = float(value)
    except ValueError:
        hours = 0.0
    if not 0 < hours <= MOST_HOURS:
        raise Mistake("impossible_hours", f"The hours {shown(value)!r} are no number above nought.")
    return hours
