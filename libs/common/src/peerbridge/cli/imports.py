"""`peerbridge import`: a file becomes closures and openings in recruitment; `--dry-run` needs no running system."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from peerbridge.cli.chunks import Chunk, Readable, chunks, course_chunks, file_digest
from peerbridge.cli.errors import EXIT_CODES, ROWS_REFUSED, FileFault
from peerbridge.cli.options import Token, Url, asking
from peerbridge.cli.outcomes import Outcome, Outcomes, result_file
from peerbridge.cli.output import note, print_line
from peerbridge.cli.posting import post_rows
from peerbridge.intake.afcars import read_afcars_file
from peerbridge.intake.csv_files import COLUMNS, read_csv_file
from peerbridge.intake.errors import FileRefused, IntakeError
from peerbridge.intake.rows import Closure, Refusal, Row
from peerbridge.intake.training_files import COLUMNS as COURSE_COLUMNS
from peerbridge.intake.training_files import read_trainings_file
from peerbridge.intake.words import reason_in_words

__all__ = ["app"]

app: Final = typer.Typer(help="Take in what a state or county system says of its cases.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, show_default=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only read: one line for each closure and each refused row.")]
Result = Annotated[Path | None, typer.Option("--result", help="Write what became of each row here, as CSV.")]
Source = Annotated[str | None, typer.Option("--source", help="Whose records these are.")]
Today = Annotated[
    datetime | None,
    typer.Option("--today", formats=["%Y-%m-%d"], help="Refuse dates after this day.  [default: today]"),
]
Patience = Annotated[float, typer.Option("--patience", help="Seconds to go on while recruitment is away.", min=0)]
Read = Callable[..., Iterator[Row]]


@app.command("afcars", epilog=EXIT_CODES)
def import_afcars(
    file: File,
    *,
    dry_run: DryRun = False,
    result: Result = None,
    source: Source = None,
    today: Today = None,
    token: Token = None,
    url: Url = None,
    patience: Patience = 120,
) -> None:
    """An AFCARS out-of-home care file of the 2020 rule. The source is `afcars:<E1>` unless --source says another."""
    rows = read_afcars_file(file, today=_day(today), source=source)
    _run(file, rows, chunks, dry_run=dry_run, result=result, token=token, url=url, patience=patience)


@app.command("csv", epilog=EXIT_CODES, help=f"A CSV file (UTF-8, comma) with the columns {', '.join(COLUMNS)}.")
def import_csv(
    file: File,
    *,
    dry_run: DryRun = False,
    result: Result = None,
    source: Source = None,
    today: Today = None,
    token: Token = None,
    url: Url = None,
    patience: Patience = 120,
) -> None:
    """A CSV file. `--source` stands for that column where it is empty or left out."""
    rows = read_csv_file(file, today=_day(today), source=source)
    _run(file, rows, chunks, dry_run=dry_run, result=result, token=token, url=url, patience=patience)


@app.command("trainings", epilog=EXIT_CODES, help=f"Completed courses: CSV with {', '.join(COURSE_COLUMNS)}.")
def import_trainings(
    file: File,
    *,
    dry_run: DryRun = False,
    result: Result = None,
    today: Today = None,
    token: Token = None,
    url: Url = None,
    patience: Patience = 120,
) -> None:
    """What a learning system knows to be completed; a course is a training's id, or what a policy counts as it."""
    rows = read_trainings_file(file, today=_day(today))
    _run(file, rows, course_chunks, dry_run=dry_run, result=result, token=token, url=url, patience=patience)


def _day(today: datetime | None) -> date:
    return today.date() if today else datetime.now(UTC).date()


def _run(
    file: Path,
    rows: Iterator[Readable | Refusal],
    cut: Callable[[Iterable[Any]], Iterator[Chunk]],
    *,
    dry_run: bool,
    result: Path | None,
    token: str | None,
    url: str | None,
    patience: float,
) -> None:
    """Read or post the rows, `cut` into requests. Raises: CommandError; ends with the code for refused rows where there were any."""
    with ExitStack() as stack:
        target = result_file(result)
        outcomes = Outcomes(stack.enter_context(target) if target else None, tell=print_line if dry_run else note)
        try:
            if dry_run:
                _show(rows, outcomes)
            else:
                recruitment = stack.enter_context(asking("recruitment", url, token, patience))
                post_rows(recruitment, rows, file_digest(file), outcomes, cut)
        except IntakeError as broken:
            if not isinstance(broken, FileRefused):
                note(_told(outcomes, dry_run=dry_run))
            raise FileFault(f"{file.name}: {broken}") from None
    note(_told(outcomes, dry_run=dry_run))
    if outcomes.counts["refused"]:
        raise typer.Exit(ROWS_REFUSED)


def _show(rows: Iterator[Readable | Refusal], outcomes: Outcomes) -> None:
    """One line for each closure and each refused row; the others are counted."""
    for row in rows:
        if isinstance(row, Refusal):
            outcomes.add(Outcome.of_refusal(row))
            continue
        if isinstance(row, Closure):
            print_line(_closure_line(row))
        outcomes.add(Outcome.of_report(row, "waiting_for_county" if row.waits_for_county else "readable"))


def _closure_line(row: Closure) -> str:
    """Date, county, exit reason in words, code with its list."""
    place = f"{row.county} (missing)" if row.waits_for_county else row.county
    return f"{row.closed_on}  {place}  {reason_in_words(row.reason)}  {row.exit_reason} ({row.code_list})"


def _told(outcomes: Outcomes, *, dry_run: bool) -> str:
    """The counts, in words."""
    if not dry_run:
        return outcomes.summary()
    counts = outcomes.counts
    return (
        f"Read only: {counts['readable'] + counts['waiting_for_county']:,} rows can be taken, "
        f"{counts['waiting_for_county']:,} of them without county, {counts['refused']:,} refused."
    )
