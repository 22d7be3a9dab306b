"""`peerbridge programs`: a program's file is checked here, and published by recruitment."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from peerbridge.cli.asking import Asking
from peerbridge.cli.effects import effect_lines
from peerbridge.cli.errors import EXIT_CODES, ROWS_REFUSED, Answered, NotAllowed
from peerbridge.cli.options import Token, Url, asking
from peerbridge.cli.output import note, print_line
from peerbridge.cli.pools import apply_pools, what_if
from peerbridge.cli.reading import read_all
from peerbridge.events.policy import Policy
from peerbridge.programs import is_pool, load, load_pool
from peerbridge.programs.differences import differences
from peerbridge.programs.gaps import topics_missing

__all__ = ["app"]

app: Final = typer.Typer(help="Check, compare and publish programs' policies.", no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True, show_default=False)]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, show_default=False)]
_UNKNOWN: Final = 404


@app.command("check", epilog=EXIT_CODES)
def check(files: Files) -> None:
    """Read programs' files and say what is wrong with them. Needs no running system."""
    pools = [path for path in files if is_pool(path)]
    for path, pool in zip(pools, read_all(pools, load_pool), strict=True):
        print_line(f"{path.name}: {pool.pool}, {pool.objective}, in force from {pool.effective_on}")
    files = [path for path in files if not is_pool(path)]
    for path, policy in zip(files, read_all(files, load), strict=True):
        print_line(f"{path.name}: {policy.program}, {_size(policy)}, in force from {policy.effective_on}")
        if missing := topics_missing(policy):
            print_line(f"  a gap of its curriculum: no training teaches {', '.join(missing)} (P59)")


@app.command("apply", epilog=EXIT_CODES)
def apply(files: Files, token: Token = None, url: Url = None) -> None:
    """Publish programs' policies and states' pools. Nothing is sent unless all files are good; the same again changes nothing.

    What a pool's rules would do to today's families is shown first.
    """
    pools = read_all([path for path in files if is_pool(path)], load_pool)
    policies = read_all([path for path in files if not is_pool(path)], load)
    if policies:
        _apply(policies, token, url)
    apply_pools(pools, token, None if policies else url)


def _apply(policies: list[Policy], token: str | None, url: str | None) -> None:
    with asking("recruitment", url, token, patience=30) as recruitment:
        for policy in policies:
            told = _answer(recruitment.told("PUT", _path(policy), json=policy.model_dump(mode="json")))
            version = f"version {told['version']}" if "version" in told else "published"
            print_line(f"{policy.program}: {version}, {_size(policy)}, in force from {policy.effective_on}")


@app.command("diff", epilog=EXIT_CODES)
def diff(file: File, token: Token = None, url: Url = None) -> None:
    """Compare a program's file with the published policy, and say whom it would affect. Ends with 1 where they differ."""
    (policy,) = read_all([file], load)
    with asking("recruitment", url, token) as recruitment:
        published = _published(recruitment, policy)
        told = policy.model_dump(mode="json")
        found = list(differences(published, told)) if published is not None else []
        affected = _affected(recruitment, policy, told) if found or published is None else ()
    if published is None:
        note(f"{policy.program} is not published yet.")
    for line in (*found, *affected):
        print_line(str(line))
    if found or published is None:
        raise typer.Exit(ROWS_REFUSED)
    note(f"{policy.program}: the file is what is published.")


app.command("what-if", epilog=EXIT_CODES)(what_if)


def _published(recruitment: Asking, policy: Policy) -> dict[str, Any] | None:
    """The policy in force, None where there is none. Raises: CommandError."""
    try:
        told = _answer(recruitment.told("GET", _path(policy)))
    except Answered as refused:
        if refused.status == _UNKNOWN:
            return None
        raise
    policy_told = told.get("policy", told)
    return policy_told if isinstance(policy_told, dict) else {}


def _affected(recruitment: Asking, policy: Policy, told: dict[str, Any]) -> tuple[str, ...]:
    """Whom the policy would affect, county by county; nothing but a note for whom may not know. Raises: CommandError."""
    try:
        effects = _answer(recruitment.told("POST", f"{_path(policy)}/effects", json=told))
    except NotAllowed:
        note("Whom it affects is told to a program_admin who holds all its counties.")
        return ()
    return tuple(effect_lines(effects.get("counties", [])))


def _answer(told: object) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _path(policy: Policy) -> str:
    return f"/v1/programs/{policy.program}"


def _size(policy: Policy) -> str:
    return f"{len(policy.counties)} counties, {len(policy.trainings)} trainings"
