"""AFCARS out-of-home files of the 2020 rule (45 CFR 1355.44), row by row, in flat memory.

The case is (source, child record number) over all its removals; a removal is known by its removal date.
The element says the code list (`removal_2020`, `removal_1993`); AFCARS knows no parents.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

from peerbridge.intake.errors import FileRefused
from peerbridge.intake.first_bytes import check_first_bytes
from peerbridge.intake.mistakes import Mistake
from peerbridge.intake.removals import Context, rows_of
from peerbridge.intake.rows import Row
from peerbridge.intake.seen import Seen
from peerbridge.intake.values import source_id
from peerbridge.intake.xml_stream import read_records

_STATE: Final = 2  # digits of E1: a state's FIPS code
_TRIBE: Final = 3  # a tribal agency's code
__all__ = ["read_afcars", "read_afcars_file"]


def read_afcars_file(path: Path, *, today: date, source: str | None = None) -> Iterator[Row]:
    """As `read_afcars`, of a file by its path."""
    with path.open("rb") as file:
        yield from read_afcars(file, today=today, source=source)


def read_afcars(file: BinaryIO, *, today: date, source: str | None = None) -> Iterator[Row]:
    """The rows of a seekable file, record by record, within a record by removal date.

    `today`: dates after it are refused. `source`: whose records these are; `afcars:<E1>` where None.
    Rows already yielded hold when the file breaks off. Raises: FileRefused, FileBroken.
    """
    check_first_bytes(file, xml=True)
    seen = Seen()
    context: Context | None = None
    for agency, record in read_records(file):
        context = context or _context(agency, source, today)
        first = seen.first_line(record.number, record.line) if record.number else None
        if first is None:
            yield from rows_of(record, context)
        else:
            problem = f"The child record number is that of the record in line {first}."
            yield Mistake("duplicate_record", problem).refusal(record.line, record.number)
    if context is None:
        raise FileRefused("The file holds no record.", "Check that the export ran to its end.")


def _context(agency: str, source: str | None, today: date) -> Context:
    """What holds for the whole file. Raises: FileRefused."""
    if agency.isascii() and agency.isdigit() and len(agency) in (_STATE, _TRIBE):
        with suppress(Mistake):
            state = agency if len(agency) == _STATE else None
            return Context(source_id(source or f"afcars:{agency}", "source"), state, today)
        raise FileRefused("The source is no id.", "Use letters, digits and . _ : / # + = ~ - only, up to 64.")
    raise FileRefused(f"The agency (E1) {agency[:10]!r} is none.", "E1 is a state's two digits or a tribe's three.")
