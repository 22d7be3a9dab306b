"""`peerbridge audit verify|export|show`: whether the audit is whole, all of it as a file, and who has seen or changed what.

`verify` recomputes every hash on this side; what a service says about itself is not believed but for a missing row.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from pathlib import Path
from time import monotonic
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from peerbridge.audit.checkpoints import claimed, lines_of
from peerbridge.audit.keys import WrongKey, public_keys, read_public_keys
from peerbridge.audit.verifying import Verdict, verify
from peerbridge.cli import audit_pages as pages
from peerbridge.cli.addresses import known_services
from peerbridge.cli.errors import EXIT_CODES, CommandError, FileFault, NotAllowed
from peerbridge.cli.options import Token, Url, asking
from peerbridge.cli.output import note, print_line, progress, table

__all__ = ["app"]

app: Final = typer.Typer(
    help="Who saw or changed what: verify the chain, export it, look into it.", no_args_is_help=True
)
PATIENCE: Final = 60.0  # seconds to go on asking a service that is restarted meanwhile
_COLUMNS: Final = ("at", "service", "actor", "roles", "action", "what", "subject", "county", "outcome")

Services = Annotated[
    list[str] | None, typer.Option("--service", "-s", help="Several times; all known ones if left out.")
]
Checkpoints = Annotated[
    list[Path] | None,
    typer.Option(
        "--checkpoints", help="Directory (or file) of checkpoints, instead of the service's own: the WORM copy."
    ),
]
Keys = Annotated[
    list[Path] | None,
    typer.Option("--key", help="Public key (JWK or JWK set) that you trust, instead of the service's own word."),
]


class Broken(CommandError):
    """A chain is not whole."""

    exit_code = 1


class NotSeen(NotAllowed):
    """A chain holds rows of counties that the token does not reach."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the auditor brings along."""

    checkpoints: list[Path]
    keys: list[Path]
    kept_months: int


@app.command("verify", epilog=EXIT_CODES)
def verify_chain(
    *,
    service: Services = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="An exported chain, instead of a running service.")
    ] = None,
    checkpoints: Checkpoints = None,
    key: Keys = None,
    kept_months: Annotated[int, typer.Option("--kept-months", min=12, help="How long rows must be kept.")] = 84,
    token: Token = None,
    url: Url = None,
) -> None:
    """Verify every row, link and checkpoint; name the first broken row. Exit code 1 where a chain is broken."""
    evidence = Evidence(checkpoints or [], key or [], kept_months)
    if file is not None:
        _tell([_from_file(file, evidence)])
        return
    _tell([_living(name, url, token, evidence) for name in service or list(known_services())])


@app.command(epilog=EXIT_CODES)
def export(
    to: Annotated[
        Path, typer.Argument(help="A directory; each service's part becomes a folder in it.", show_default=False)
    ],
    *,
    service: Services = None,
    token: Token = None,
    url: Url = None,
) -> None:
    """Write whole chains, their checkpoints and public keys to files that can be verified anywhere."""
    for name in service or list(known_services()):
        with asking(name, url, token, PATIENCE) as asked:
            folder = to / name
            (folder / "checkpoints").mkdir(parents=True, exist_ok=True)
            told = {"keys": pages.keys(asked)}
            (folder / "keys.json").write_text(json.dumps(told, indent=1) + "\n")
            rows = pages.write(
                folder / "chain.jsonl", (json.dumps(line, ensure_ascii=False) for line in pages.lines(asked))
            )
            pages.write(folder / "checkpoints" / "exported.jsonl", pages.checkpoints(asked))
            print_line(f"{name}: {rows:,} rows in {folder}")


@app.command(epilog=EXIT_CODES)
def show(
    *,
    person: Annotated[
        UUID | None, typer.Option("--person", "--id", help="A person's, family's, case's or match's id.")
    ] = None,
    county: Annotated[str | None, typer.Option("--county", help="Five-digit FIPS.")] = None,
    actor: Annotated[str | None, typer.Option("--actor", help="Who did it, as tokens name them.")] = None,
    since: Annotated[datetime | None, typer.Option("--since", help="Real time, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option("--until", help="Real time, UTC.")] = None,
    service: Services = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines, whole rows.")] = False,
    token: Token = None,
    url: Url = None,
) -> None:
    """Who has seen or changed what, in all services, within the token's counties: of one person, county or reader."""
    wanted: dict[str, str | int] = {"concerns": str(person)} if person else {}
    wanted |= {"county": county} if county else {}
    wanted |= {"actor": actor} if actor else {}
    wanted |= {name: f"{at.isoformat()}Z" for name, at in (("since", since), ("until", until)) if at}
    found: list[dict[str, Any]] = []
    for name in service or list(known_services()):
        with asking(name, url, token) as asked:
            found += [{"service": name, **row} for row in pages.entries(asked, wanted)]
    found.sort(key=lambda row: str(row["at"]))
    if as_json:
        for row in found:
            print_line(json.dumps(row, ensure_ascii=False))
    elif found:
        table(found, _COLUMNS)
    note(f"{len(found):,} audit rows.")


def _tell(verdicts: Sequence[Verdict]) -> None:
    broken = [verdict for verdict in verdicts if not verdict.whole]
    for verdict in broken:
        for fault in verdict.faults[:20]:
            note(f"{verdict.service}: {fault.words}.")
    if broken:
        firsts = "; ".join(f"{v.service}: {v.first.words}" for v in broken if v.first)
        raise Broken(
            f"Broken. First broken row: {firsts}.", "Keep database and checkpoints as they are (docs/operations.md)."
        )
    if hidden := sum(verdict.hidden for verdict in verdicts):
        raise NotSeen(
            f"Of {hidden:,} rows only the links were verified: your token does not hold their counties.",
            "Verify with one that holds all, or as the report role (docs/audit-chain.md).",
        )


def _from_file(file: Path, evidence: Evidence) -> Verdict:
    if not evidence.checkpoints or not evidence.keys:
        raise Broken(
            "A file alone proves nothing.", "Say --checkpoints and --key, best from the copy that nobody can overwrite."
        )
    with file.open() as opened:
        first = json.loads(opened.readline() or "{}")
        opened.seek(0)
        lines = (_line(text, file) for text in opened if text.strip())
        return _verified(
            str(first.get("service", "")), lines, lines_of(evidence.checkpoints), _trusted(evidence), [], evidence
        )


def _line(text: str, file: Path) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise FileFault(f"{file} holds a line that is no JSON object.", "Export it again.")
    return told


def _living(name: str, url: str | None, token: str | None, evidence: Evidence) -> Verdict:
    """A running service. What is signed while this reads is left to the next time."""
    with asking(name, url, token, PATIENCE) as asked:
        state = pages.state(asked)
        until = max([state["position"], state["signed"], *map(_last, evidence.checkpoints)])
        keys = _trusted(evidence) if evidence.keys else public_keys(pages.keys(asked))
        told = merge(lines_of(evidence.checkpoints), pages.checkpoints(asked), key=claimed)
        checked = (line for line in told if claimed(line) <= until)
        unlinked = pages.unlinked(asked)
        return _verified(name, pages.lines(asked, until), checked, keys, unlinked, evidence, now=datetime.now(UTC))


def _last(place: Path) -> int:
    """The highest position that checkpoints in a directory or file claim."""
    return max(map(claimed, lines_of([place])), default=0)


def _trusted(evidence: Evidence) -> Mapping[str, Any]:
    try:
        return read_public_keys(evidence.keys)
    except WrongKey as error:
        raise FileFault(str(error)) from error


def _verified(
    name: str, lines: Iterable[Mapping[str, Any]], told: Iterable[str], keys: Mapping[str, Any], unlinked: Iterable[int],
    evidence: Evidence, now: datetime | None = None,
) -> Verdict:  # fmt: skip
    began = monotonic()
    verdict = verify(
        name, _counted(name, lines, began), told, keys, unlinked=unlinked, kept_months=evidence.kept_months, now=now
    )
    speed = verdict.rows / max(monotonic() - began, 1e-9)
    word = "BROKEN" if not verdict.whole else "links whole" if verdict.hidden else "whole"
    counted = f"{verdict.rows:,} rows, {verdict.checkpoints:,} checkpoints, signed up to row {verdict.signed:,}"
    print_line(f"{name}: {word}: {counted}; {speed:,.0f} rows/s")
    return verdict


def _counted(name: str, lines: Iterable[Mapping[str, Any]], began: float) -> Iterator[Mapping[str, Any]]:
    for n, line in enumerate(lines, 1):
        if n % 10_000 == 0:
            progress(f"{name}: {n:,} rows, {n / (monotonic() - began):,.0f} rows/s")
        yield line
