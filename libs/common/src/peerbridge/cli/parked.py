"""`peerbridge parked` and `peerbridge dead`: events that a service could not take yet, or gave up on."""

from collections.abc import Iterator
from typing import Annotated, Any, Final

import typer

from peerbridge.cli.asking import Asking
from peerbridge.cli.errors import EXIT_CODES, Answered, CommandError
from peerbridge.cli.options import Service, Token, Url, asking
from peerbridge.cli.output import note, print_line, table, text_of

__all__ = ["dead", "parked"]

parked: Final = typer.Typer(help="Failed events of a service: list, show, retry, discard.", no_args_is_help=True)
dead: Final = typer.Typer(help="Failed events that are no longer retried.", no_args_is_help=True)

_PAGE: Final = 1000
_COLUMNS: Final = ("parked_at", "topic", "key", "type", "county", "dead", "attempt", "next_attempt_at", "fingerprint")
Topic = Annotated[str | None, typer.Option("--topic", help="peerbridge.cases and the like.")]
Key = Annotated[str | None, typer.Option("--key", help="The key that is parked: a case's, person's or request's id.")]
Fingerprint = Annotated[str | None, typer.Option("--fingerprint", help="All keys that failed in the same way.")]
County = Annotated[str | None, typer.Option("--county", help="Five-digit FIPS.")]
State = Annotated[str | None, typer.Option("--state", help="retrying or dead; both if left out.")]


class WrongChoice(CommandError):
    """Neither one key nor one fingerprint was named."""

    exit_code = 2


@parked.command("list", epilog=EXIT_CODES)
def list_parked(
    *,
    service: Service,
    state: State = None,
    topic: Topic = None,
    county: County = None,
    token: Token = None,
    url: Url = None,
) -> None:
    """What is parked, oldest first: where and why, never what the events say."""
    with asking(service, url, token) as asked:
        _print(list(_events(asked, state=state, topic=topic, county=county)))


@dead.command("list", epilog=EXIT_CODES)
def list_dead(
    *, service: Service, topic: Topic = None, county: County = None, token: Token = None, url: Url = None
) -> None:
    """What waits for a person: retried in vain."""
    with asking(service, url, token) as asked:
        _print(list(_events(asked, state="dead", topic=topic, county=county)))


@parked.command("show", epilog=EXIT_CODES)
def show(
    *,
    service: Service,
    topic: Annotated[str, typer.Option("--topic")],
    key: Annotated[str, typer.Option("--key")],
    token: Token = None,
    url: Url = None,
) -> None:
    """Everything that is known of one parked key."""
    with asking(service, url, token) as asked:
        found = [event for event in _events(asked, topic=topic) if event.get("key") == key]
    if not found:
        raise Answered(f"{topic} has no parked event of the key {key}.", "`peerbridge parked list` shows all.")
    for event in found:
        for name, value in event.items():
            print_line(f"{name}: {text_of(value)}")
        print_line()


@parked.command("retry", epilog=EXIT_CODES)
def retry(
    *,
    service: Service,
    topic: Topic = None,
    key: Key = None,
    fingerprint: Fingerprint = None,
    token: Token = None,
    url: Url = None,
) -> None:
    """Try parked keys again now."""
    _act(service, url, token, "retry", _chosen(topic, key, fingerprint))


@parked.command("discard", epilog=EXIT_CODES)
def discard(
    *,
    service: Service,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is audited.")],
    topic: Topic = None,
    key: Key = None,
    fingerprint: Fingerprint = None,
    token: Token = None,
    url: Url = None,
) -> None:
    """Give up the first parked event of the keys, for a reason; what waits behind it is tried."""
    _act(service, url, token, "discard", _chosen(topic, key, fingerprint) | {"reason": reason})


dead.command("retry", epilog=EXIT_CODES)(retry)
dead.command("discard", epilog=EXIT_CODES)(discard)


def _chosen(topic: str | None, key: str | None, fingerprint: str | None) -> dict[str, str]:
    """One key of a topic, or all with a fingerprint. Raises: WrongChoice."""
    if fingerprint and not topic and not key:
        return {"fingerprint": fingerprint}
    if topic and key and not fingerprint:
        return {"topic": topic, "key": key}
    raise WrongChoice("Which events?", "Say either --topic and --key, or --fingerprint.")


def _act(service: str, url: str | None, token: str | None, what: str, body: dict[str, str]) -> None:
    with asking(service, url, token) as asked:
        told = asked.told("POST", f"/ops/v1/parked/{what}", json=body)
    for name, value in told.items() if isinstance(told, dict) else ():
        print_line(f"{name}: {text_of(value)}")


def _events(asked: Asking, **wanted: str | None) -> Iterator[dict[str, Any]]:
    """Every event, page by page."""
    chosen: dict[str, str | int] = {name: value for name, value in wanted.items() if value is not None}
    while True:
        told = asked.told("GET", "/ops/v1/parked", params=chosen | {"limit": _PAGE})
        page = [event for event in told if isinstance(event, dict)] if isinstance(told, list) else []
        yield from page
        if len(page) < _PAGE:
            return
        chosen["after"] = page[-1]["id"]


def _print(events: list[dict[str, Any]]) -> None:
    if events:
        table(events, _COLUMNS)
    note(f"{len(events):,} failed events.")
