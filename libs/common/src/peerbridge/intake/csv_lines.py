"""A CSV file as rows of texts with their lines: UTF-8, comma, LF or CRLF, a byte order mark or none; bounded memory."""

import csv
from collections.abc import Iterator
from typing import BinaryIO, Final, Self

from peerbridge.intake.errors import FileBroken

__all__ = ["Broken", "read_table"]

_LONGEST_LINE: Final = 1 << 16  # a row has some 200 bytes; more is another kind of file
_LONGEST_FIELD: Final = 4096  # beyond it a quote was opened and never closed
_AGAIN: Final = "Rows before this line are read; import the whole file again when it is mended."


class Broken:
    """A row is quoted wrongly; the next one can be read."""


def read_table(file: BinaryIO) -> Iterator[tuple[int, list[str] | Broken]]:
    """Each row that is not blank, with the line on which it begins. Raises: FileBroken."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield from _rows(_Lines(file))
    finally:
        csv.field_size_limit(before)


def _rows(lines: "_Lines") -> Iterator[tuple[int, list[str] | Broken]]:
    """Rows until the file ends or breaks. Only a last row without its line end may be a part of one."""
    reader = csv.reader(lines, strict=True)
    width = 0
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, _row_or_file(error, line)
            continue
        if width and len(row) < width and not lines.ended:
            raise FileBroken("The file ends in the middle of a row.", f"It was cut off: get it again. {_AGAIN}", line)
        if any(field.strip() for field in row):
            width = width or len(row)
            yield line, [field.strip() for field in row]


def _row_or_file(error: csv.Error, line: int) -> Broken:
    """Whether a fault is the row's alone. Raises: FileBroken, where it is not."""
    said = str(error)
    if "field larger" in said or "unexpected end" in said:
        raise FileBroken("A quote is opened here and never closed.", f"Close it. {_AGAIN}", line) from None
    if "new-line" in said:
        raise FileBroken("Lines end with a bare carriage return.", "Save with LF or CRLF line ends.", line) from None
    return Broken()


class _Lines:
    """Lines as text, each decoded by itself so that a fault has its line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._number = 0
        self.ended = True
        """Whether the last line had a line end."""

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        """Raises: FileBroken."""
        raw = self._file.readline(_LONGEST_LINE)
        if not raw:
            raise StopIteration
        self._number += 1
        self.ended = raw.endswith(b"\n")
        return self._text(raw.removeprefix(b"\xef\xbb\xbf") if self._number == 1 else raw)

    def _text(self, raw: bytes) -> str:
        if len(raw) >= _LONGEST_LINE:
            raise FileBroken("The line is longer than 64 KiB.", f"Check the line ends. {_AGAIN}", self._number)
        if b"\x00" in raw:
            raise FileBroken("The line holds a NUL byte.", f"The file is damaged or binary. {_AGAIN}", self._number)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            problem = "Here are bytes that are no UTF-8 (often: saved as Latin-1)."
            raise FileBroken(problem, f"Save the file as CSV (UTF-8). {_AGAIN}", self._number) from None
