"""`peerbridge lost`: facts that the topics hold and a restored service no longer knows, for people to enter again."""

from collections.abc import Iterator
from typing import Annotated, Any, Final

import typer

from peerbridge.cli.asking import Asking
from peerbridge.cli.errors import EXIT_CODES, CommandError
from peerbridge.cli.options import Service, Token, Url, asking
from peerbridge.cli.output import note, print_line, table, text_of

__all__ = ["app"]

app: Final = typer.Typer(help="Facts lost by a restore: list, acknowledge.", no_args_is_help=True)

_PAGE: Final = 1000
_COLUMNS: Final = ("time", "county", "type", "key", "sequence", "state", "event_id", "reason")
Topic = Annotated[str | None, typer.Option("--topic", help="peerbridge.partners and the like.")]
Type = Annotated[str | None, typer.Option("--type", help="peerbridge.PartnerHired.v1 and the like.")]
County = Annotated[str | None, typer.Option("--county", help="Five-digit FIPS.")]
Key = Annotated[str | None, typer.Option("--key", help="A case's, person's, request's or match's id.")]
State = Annotated[str, typer.Option("--state", help="open, found_again, acknowledged, or all.")]


class WrongChoice(CommandError):
    """No fact was named."""

    exit_code = 2


@app.command("list", epilog=EXIT_CODES)
def list_lost(
    *,
    service: Service,
    state: State = "open",
    topic: Topic = None,
    type_: Type = None,
    county: County = None,
    key: Key = None,
    token: Token = None,
    url: Url = None,
) -> None:
    """What is to be entered again, oldest first: which fact and whose, never what it says of anybody."""
    chosen = {"state": None if state == "all" else state, "topic": topic, "type": type_, "county": county, "key": key}
    with asking(service, url, token) as asked:
        facts = list(_facts(asked, {name: value for name, value in chosen.items() if value is not None}))
    if facts:
        table(facts, _COLUMNS)
    note(f"{len(facts):,} facts.")


@app.command(epilog=EXIT_CODES)
def acknowledge(
    *,
    service: Service,
    reason: Annotated[str, typer.Option("--reason", help="What was done about it; it is audited.")],
    event: Annotated[str | None, typer.Option("--event", help="One fact's event id.")] = None,
    topic: Topic = None,
    type_: Type = None,
    county: County = None,
    key: Key = None,
    token: Token = None,
    url: Url = None,
) -> None:
    """Take facts off the list: they were entered again, or nothing is to be done. One by one, or all that match."""
    chosen = {"event_id": event, "topic": topic, "type": type_, "county": county, "key": key}
    body = {name: value for name, value in chosen.items() if value is not None}
    if not body:
        raise WrongChoice("Which facts?", "Say --event, or --topic, --type, --county or --key.")
    with asking(service, url, token) as asked:
        told = asked.told("POST", "/ops/v1/lost/acknowledgements", json={**body, "reason": reason})
    for name, value in told.items() if isinstance(told, dict) else ():
        print_line(f"{name}: {text_of(value)}")


def _facts(asked: Asking, chosen: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every fact, page by page."""
    while True:
        told = asked.told("GET", "/ops/v1/lost", params=chosen | {"limit": _PAGE})
        page = [fact for fact in told if isinstance(fact, dict)] if isinstance(told, list) else []
        yield from page
        if len(page) < _PAGE:
            return
        chosen["after"] = page[-1]["event_id"]
