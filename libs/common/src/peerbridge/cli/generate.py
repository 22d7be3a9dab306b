"""`peerbridge generate`: files of our own making, for the demo, tests and bench. Nobody in them exists."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from peerbridge.cli.errors import EXIT_CODES, CommandError
from peerbridge.cli.output import note
from peerbridge.intake.generator import DAMAGES, KINDS, Plan, write_file
from peerbridge.intake.generator.__main__ import mistakes_of

__all__ = ["app"]

app: Final = typer.Typer(help="Write made-up files, with planted mistakes where asked.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(dir_okay=False, show_default=False)]
Children = Annotated[int, typer.Option("--children", min=0)]
County = Annotated[list[str], typer.Option("--county", help="Five-digit FIPS of one state; several times.")]
Years = Annotated[int, typer.Option("--years", min=1, max=50)]
Until = Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="The file's last day.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same file.")]
Mistake = Annotated[list[str] | None, typer.Option("--mistake", help=f"KIND=COUNT. Kinds: {', '.join(KINDS)}.")]
Damage = Annotated[str | None, typer.Option("--damage", help=f"One of {', '.join(DAMAGES)}.")]
LedgerFile = Annotated[Path | None, typer.Option("--ledger", help="Write what was planted here, as JSON.")]
_UNTIL: Final = datetime(2025, 12, 31, tzinfo=UTC)


class WrongPlan(CommandError):
    """A file that cannot be written."""

    exit_code = 2


@app.command("afcars", epilog=EXIT_CODES)
def generate_afcars(
    file: File,
    *,
    county: County,
    children: Children = 100,
    years: Years = 5,
    until: Until = _UNTIL,
    seed: Seed = 1,
    mistake: Mistake = None,
    damage: Damage = None,
    ledger: LedgerFile = None,
) -> None:
    """An AFCARS out-of-home care file of the 2020 rule."""
    plan = _plan(children=children, county=county, years=years, until=until, seed=seed, mistake=mistake)
    _write(plan, "afcars", file, damage, ledger)


@app.command("csv", epilog=EXIT_CODES)
def generate_csv(
    file: File,
    *,
    county: County,
    children: Children = 100,
    years: Years = 5,
    until: Until = _UNTIL,
    seed: Seed = 1,
    source: Annotated[str, typer.Option("--source", help="Whose cases these are.")] = "demo-cwis",
    mistake: Mistake = None,
    damage: Damage = None,
    ledger: LedgerFile = None,
) -> None:
    """A CSV file of a case system."""
    plan = _plan(children=children, county=county, years=years, until=until, seed=seed, mistake=mistake, source=source)
    _write(plan, "csv", file, damage, ledger)


def _plan(
    *,
    children: int,
    county: list[str],
    years: int,
    until: datetime,
    seed: int,
    mistake: list[str] | None,
    source: str = "demo-cwis",
) -> Plan:
    """The plan. Raises: WrongPlan."""
    counties, day = tuple(county), until.date()
    try:
        mistakes = mistakes_of(mistake or [])
        return Plan(
            children=children, counties=counties, years=years, until=day, seed=seed, source=source, mistakes=mistakes
        )
    except ValueError as error:
        raise WrongPlan(str(error)) from None


def _write(plan: Plan, form: str, file: Path, damage: str | None, ledger_file: Path | None) -> None:
    """Write the file. Raises: WrongPlan."""
    if damage is not None and damage not in DAMAGES:
        raise WrongPlan(f"There is no damage {damage[:40]!r}.", f"Say one of {', '.join(DAMAGES)}.")
    try:
        ledger = write_file(plan, form, file, damage=damage, ledger_file=ledger_file)
    except ValueError as error:
        raise WrongPlan(str(error)) from None
    note(
        f"{ledger.children:,} children: {ledger.closures:,} closures, {ledger.openings:,} openings, "
        f"{ledger.waiting:,} without county, {ledger.refused:,} to be refused."
    )
