"""Rows cut into requests: at most a thousand lines of one kind, and never a case's rows out of their order."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from peerbridge.intake.rows import Closure, Opening

__all__ = ["MOST_LINES", "Chunk", "chunks", "file_digest"]

MOST_LINES: Final = 1000  # the services take no more at once
Report = Opening | Closure


@dataclass(frozen=True, slots=True)
class Chunk:
    """One request: `number` counts from 1 through the file; rows are all openings or all closures."""

    number: int
    path: str
    rows: tuple[Report, ...]

    @property
    def body(self) -> bytes:
        """NDJSON: one row a line."""
        return b"".join(json.dumps(row.report(), separators=(",", ":")).encode() + b"\n" for row in self.rows)

    def key(self, file_sha256: str, body: bytes) -> str:
        """The Idempotency-Key: file, chunk, and body, since a day later a date may be in the future no longer."""
        return f"{file_sha256}-{self.number}-{sha256(body).hexdigest()[:16]}"


def chunks(rows: Iterable[Report], most: int = MOST_LINES) -> Iterator[Chunk]:
    """Chunks in file order.

    A window of rows goes as its closures, then its openings; it ends where that would put a closure of a case before
    an opening of the same case that stands earlier in the file.
    """
    number = 0
    for window in _windows(rows, most):
        for path, kind in (("/v1/case-closures", Closure), ("/v1/case-openings", Opening)):
            chosen = tuple(row for row in window if isinstance(row, kind))
            if chosen:
                number += 1
                yield Chunk(number, path, chosen)


def _windows(rows: Iterable[Report], most: int) -> Iterator[list[Report]]:
    window: list[Report] = []
    opened: set[tuple[str, str]] = set()
    counts = {Opening: 0, Closure: 0}
    for row in rows:
        case = (row.source, row.source_case)
        if counts[type(row)] == most or (isinstance(row, Closure) and case in opened):
            yield window
            window, opened, counts = [], set(), dict.fromkeys(counts, 0)
        window.append(row)
        counts[type(row)] += 1
        if isinstance(row, Opening):
            opened.add(case)
    if window:
        yield window


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal text. Raises: OSError."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
