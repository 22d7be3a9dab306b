"""What a person or a script reads: results on the standard output, everything about the work on the other one."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import typer

__all__ = ["note", "print_line", "progress", "table", "text_of"]

_WIDEST: Final = 60


def print_line(text: str = "") -> None:
    """A result."""
    typer.echo(_printable(text))


def note(text: str) -> None:
    """A remark about the work; no part of the result."""
    typer.echo(_printable(text), err=True)


def progress(text: str) -> None:
    """How far long work is, on one line of a terminal that is written over; nothing where nobody watches."""
    if sys.stderr.isatty():
        typer.echo(f"\r\x1b[K{_printable(text)}", err=True, nl=False)


def table(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> None:
    """Rows under their columns' names; widths fit the content."""
    texts = [list(columns), *([text_of(row.get(column)) for column in columns] for row in rows)]
    widths = [min(_WIDEST, max(len(line[place]) for line in texts)) for place in range(len(columns))]
    for line in texts:
        print_line("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def text_of(value: object) -> str:
    """A value of an answer, for people."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(map(text_of, value))
        case _:
            return str(value)


def _printable(text: str) -> str:
    """Nothing of a file or an answer moves the terminal's cursor."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
