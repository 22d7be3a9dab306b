"""CSV files of a case system, row by row, in flat memory. A row is one exit, or one removal that is still open.

| column | |
|---|---|
| source | whose cases these are: an id of the system, `iowa-cwis`; may be left out where the caller says it |
| source_case | the system's case id |
| removal | which removal of the case; `1` for a system that knows none. Never changes |
| exit | which exit of the removal; empty means `1`. Never changes: a corrected date or reason corrects it |
| opened_on | YYYY-MM-DD; may be empty for an exit |
| closed_on | YYYY-MM-DD; empty: the removal is open, and code_list and exit_reason do not count |
| code_list | `afcars_2020` or `afcars_1993`: whose number exit_reason is. An exit that does not say is refused |
| exit_reason | the number |
| county | five-digit FIPS, or XX999 where it is missing |
| case_type | `dependency` (also where empty) or `non_dependency`; may be left out |
| parents | the system's own person ids, separated by blanks; may be left out |
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from peerbridge.intake.csv_lines import Broken, read_table
from peerbridge.intake.csv_rows import row_of
from peerbridge.intake.errors import FileRefused
from peerbridge.intake.first_bytes import check_first_bytes
from peerbridge.intake.mistakes import Mistake
from peerbridge.intake.rows import Closure, Opening, Refusal, Row
from peerbridge.intake.seen import Seen
from peerbridge.intake.words import shown

__all__ = ["COLUMNS", "read_csv", "read_csv_file", "read_rows"]

Read = TypeVar("Read")
_NEEDED: Final = ("source_case", "removal", "opened_on", "closed_on", "code_list", "exit_reason", "county")
_FREE: Final = ("exit", "case_type", "parents")
COLUMNS: Final = ("source", "source_case", "removal", "exit", *_NEEDED[2:], "case_type", "parents")


def read_csv_file(path: Path, *, today: date, source: str | None = None) -> Iterator[Row]:
    """As `read_csv`, of a file by its path."""
    with path.open("rb") as file:
        yield from read_csv(file, today=today, source=source)


def read_csv(file: BinaryIO, *, today: date, source: str | None = None) -> Iterator[Row]:
    """The rows of a seekable file, in file order.

    `today`: dates after it are refused. `source` stands for a column that is left out or empty.
    Rows already yielded hold when the file breaks off. Raises: FileRefused, FileBroken.
    """
    seen, needed = Seen(), _NEEDED if source else ("source", *_NEEDED)

    def read(line: int, fields: dict[str, str]) -> Opening | Closure:
        return _first(row_of(line, fields, source, today), seen)

    yield from read_rows(file, read, needed=needed, known=COLUMNS, named_by="source_case", hint=" No personal data.")


def read_rows(
    file: BinaryIO, read: Callable[[int, dict[str, str]], Read], *, needed: Sequence[str], known: Sequence[str],
    named_by: str, hint: str = "",
) -> Iterator[Read | Refusal]:  # fmt: skip
    """Each row of a seekable file as `read` takes it by line and columns, or the mistake that it raises, named by a column.

    Raises: FileRefused, FileBroken.
    """
    check_first_bytes(file, xml=False)
    table = read_table(file)
    header = _header(table, needed, known, hint)
    for line, fields in table:
        named = dict(zip(header, fields, strict=False)) if not isinstance(fields, Broken) else {}
        try:
            yield read(line, _whole(fields, header))
        except Mistake as mistake:
            yield mistake.refusal(line, named.get(named_by, ""))


def _header(
    table: Iterator[tuple[int, list[str] | Broken]], needed: Sequence[str], known: Sequence[str], hint: str
) -> list[str]:
    """The columns' names, each once, all that are needed, none that is unknown. Raises: FileRefused."""
    line, found = next(table, (1, Broken()))
    remedy = f"Use exactly these columns, in any order: {', '.join(known)}.{hint}"
    if isinstance(found, Broken):
        raise FileRefused("The header cannot be read.", remedy, line)
    names = [name.lower() for name in found]
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        raise FileRefused("The columns are not separated by commas.", "Save the file with commas.", line)
    faults = [
        *(f"{name!r} is missing" for name in needed if name not in names),
        *(f"{shown(name)!r} is unknown" for name in names if name not in known),
        *(f"{name!r} comes twice" for name in sorted({n for n in names if names.count(n) > 1 and n in known})),
    ]
    if faults:
        raise FileRefused(f"The header does not fit: {'; '.join(faults[:12])}.", remedy, line)
    return names


def _whole(fields: list[str] | Broken, header: list[str]) -> dict[str, str]:
    """A row's fields by their columns. Raises: Mistake."""
    if isinstance(fields, Broken):
        raise Mistake("malformed_quoting", "The row's quotes do not fit.")
    if len(fields) != len(header):
        raise Mistake("wrong_number_of_fields", f"The row has {len(fields)} fields, the header {len(header)}.")
    return dict(zip(header, fields, strict=True))


def _first(row: Opening | Closure, seen: Seen) -> Opening | Closure:
    """The row, if none before it was known by the same ids. Raises: Mistake."""
    which = row.exit if isinstance(row, Closure) else " open"
    first = seen.first_line(f"{row.source} {row.source_case} {row.removal} {which}", row.line)
    if first is not None:
        raise Mistake("duplicate_row", f"The row is known by the same ids as line {first}.")
    return row
