"""How the demo is asked for."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

__all__ = ["ORIGIN", "SECONDS_PER_DAY", "Options"]

SECONDS_PER_DAY: Final = 86_400
ORIGIN: Final = datetime(2026, 1, 5, 15, tzinfo=UTC)
"""Where business time begins: a Monday morning in all three states, just after the last day of the demo's files."""


@dataclass(frozen=True, slots=True)
class Options:
    """`speed`: business days in a second. `seconds`: end by itself after so long; None: run until told to end."""

    keep: bool = False
    speed: float = 1.0
    seconds: float | None = None
    people: bool = True
    port: int = 8765
    """Where the console answers, if nobody else does."""
