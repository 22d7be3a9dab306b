"""Rows cut into requests: at most a thousand lines of one kind, a case's openings before its closures."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path
from typing import Final

from peerbridge.intake.rows import Closure, Opening
from peerbridge.intake.training_files import CompletedCourse

__all__ = ["MOST_LINES", "Chunk", "Readable", "chunks", "course_chunks", "file_digest"]

MOST_LINES: Final = 1000  # the services take no more at once
MOST_COURSES: Final = 200  # each is checked against all that its person has done
Report = Opening | Closure
Readable = Report | CompletedCourse


@dataclass(frozen=True, slots=True)
class Chunk:
    """One request: `number` counts from 1 through the file; rows are all of one kind."""

    number: int
    path: str
    rows: tuple[Readable, ...]

    @property
    def body(self) -> bytes:
        """NDJSON: one row a line."""
        return b"".join(json.dumps(row.report(), separators=(",", ":")).encode() + b"\n" for row in self.rows)

    def key(self, file_sha256: str, body: bytes) -> str:
        """The Idempotency-Key: file, chunk, and body, since a day later a date may be in the future no longer."""
        return f"{file_sha256}-{self.number}-{sha256(body).hexdigest()[:16]}"


def chunks(rows: Iterable[Report], most: int = MOST_LINES) -> Iterator[Chunk]:
    """Chunks in file order, a case's openings always before its closures: nobody is identified from a case that is open."""
    number = 0
    for window in _windows(rows, most):
        for path, kind in (("/v1/case-openings", Opening), ("/v1/case-closures", Closure)):
            chosen = tuple(row for row in window if isinstance(row, kind))
            for start in range(0, len(chosen), most):
                number += 1
                yield Chunk(number, path, chosen[start : start + most])


def course_chunks(rows: Iterable[CompletedCourse], most: int = MOST_COURSES) -> Iterator[Chunk]:
    """Chunks of completed courses, in file order."""
    left, number = iter(rows), 0
    while some := tuple(islice(left, most)):
        number += 1
        yield Chunk(number, "/v1/training-completions", some)


def _windows(rows: Iterable[Report], most: int) -> Iterator[list[Report]]:
    """Rows of whole cases, as long as neither kind fills a request; a case that stands together in the file stays together."""
    window: list[Report] = []
    openings = closures = 0
    for _, group in groupby(rows, key=lambda row: (row.source, row.source_case)):
        case = list(group)
        opened = sum(isinstance(row, Opening) for row in case)
        openings, closures = openings + opened, closures + len(case) - opened
        if window and max(openings, closures) > most:
            yield window
            window, openings, closures = [], opened, len(case) - opened
        window += case
    if window:
        yield window


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal text. Raises: OSError."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
