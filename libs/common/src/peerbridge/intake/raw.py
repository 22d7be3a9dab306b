"""One AFCARS record as its elements say it, before any rule: element numbers (`E69`), texts and lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from peerbridge.events.codes import CodeList
from peerbridge.intake.mistakes import Mistake

__all__ = ["MOST_REMOVALS", "RawRecord", "RawRemoval"]

MOST_REMOVALS: Final = 100  # a child of 21 years with more is an error; keeps one record's memory bounded


@dataclass(slots=True)
class RawRemoval:
    """A removal element. `code_list` is decided by the element's name; `texts` and `lines` by element number."""

    line: int
    code_list: CodeList
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    twice: str | None = None

    def take(self, element: str, text: str, line: int) -> None:
        """Keep an element's text; remember an element that is given twice."""
        if element in self.texts:
            self.twice = element
        self.texts[element], self.lines[element] = text, line

    @contextmanager
    def at(self, element: str) -> Iterator[None]:
        """Mistakes made inside are those of this element, and say its line."""
        try:
            yield
        except Mistake as mistake:
            mistake.line = self.lines[element]
            raise


@dataclass(slots=True)
class RawRecord:
    """A record element: the child record number and the removals in document order."""

    line: int
    number: str = ""
    removals: list[RawRemoval] = field(default_factory=list)
    too_many: bool = False

    def add(self, removal: RawRemoval) -> None:
        """Keep a removal, within bounds."""
        if len(self.removals) < MOST_REMOVALS:
            self.removals.append(removal)
        else:
            self.too_many = True
