"""`peerbridge pause|resume|positions|republish|status|health`: a running service looked at and steered."""

from datetime import datetime
from typing import Annotated, Any, Final

import typer

from peerbridge.cli.addresses import known_services
from peerbridge.cli.asking import Asking
from peerbridge.cli.errors import EXIT_CODES, CommandError, Unreachable
from peerbridge.cli.options import Service, Token, Url, asking
from peerbridge.cli.output import print_line, table, text_of

__all__ = ["add_to"]

Topic = Annotated[str, typer.Argument(help="peerbridge.cases and the like.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is audited.")]


class WrongPosition(CommandError):
    """A position needs its topic, partition, offset and reason together."""

    exit_code = 2


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (pause, resume, positions, republish, status, health):
        app.command(epilog=EXIT_CODES)(command)


def pause(topic: Topic, *, service: Service, reason: Reason, token: Token = None, url: Url = None) -> None:
    """Stop a service hearing a topic, within a second, on all replicas."""
    _post(service, url, token, f"subscribers/{topic}/pause", {"reason": reason})


def resume(topic: Topic, *, service: Service, reason: Reason, token: Token = None, url: Url = None) -> None:
    """Have a service hear a topic again, from where its positions stand."""
    _post(service, url, token, f"subscribers/{topic}/resume", {"reason": reason})


def positions(
    *,
    service: Service,
    topic: Annotated[str | None, typer.Option("--topic", help="Hear this paused topic again from an offset.")] = None,
    partition: Annotated[int | None, typer.Option("--partition", min=0)] = None,
    next_offset: Annotated[int | None, typer.Option("--next-offset", min=0)] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; it is audited.")] = None,
    token: Token = None,
    url: Url = None,
) -> None:
    """Show where a service stands in every partition; or, with --topic, set one of a paused topic."""
    wanted = {"topic": topic, "partition": partition, "next_offset": next_offset, "reason": reason}
    said = [name for name, value in wanted.items() if value is not None]
    if said and len(said) < len(wanted):
        raise WrongPosition(
            "A position is set whole.", "Say --topic, --partition, --next-offset and --reason together."
        )
    if said:
        _post(service, url, token, "positions", wanted)
        return
    with asking(service, url, token) as asked:
        told = asked.told("GET", "/ops/v1/positions")
    rows: list[dict[str, Any]] = [row for row in told if isinstance(row, dict)] if isinstance(told, list) else []
    table(rows, list(rows[0]) if rows else ["topic", "partition", "next_offset"])


def republish(
    *,
    service: Service,
    since: Annotated[datetime, typer.Option("--since", help="Real time, UTC.", show_default=False)],
    token: Token = None,
    url: Url = None,
) -> None:
    """Publish again what a service has published since then, for a Kafka that lost its tail."""
    _post(service, url, token, "republish", {"since": f"{since.isoformat()}Z"})


def status(*, service: Service, token: Token = None, url: Url = None) -> None:
    """What a service hears, what is paused, which loops turn."""
    with asking(service, url, token) as asked:
        told = asked.told("GET", "/ops/v1/status")
    for line in _outline(told):
        print_line(line)


def health() -> None:
    """Ask every service whose address is in the environment whether it is ready. Needs no token."""
    rows = [_health(name, url) for name, url in known_services().items()]
    table(rows, ["service", "ready", "address", "says"])
    away = [str(row["service"]) for row in rows if not row["ready"]]
    if away:
        raise Unreachable(f"Not ready: {', '.join(away)}.", "Look at its log.")


def _health(service: str, url: str) -> dict[str, object]:
    row: dict[str, object] = {"service": service, "address": url, "ready": False}
    try:
        with Asking(service, url) as asked:
            told = asked.told("GET", "/health/ready")
        return row | {"ready": True, "says": ", ".join(_outline(told))}
    except CommandError as error:
        return row | {"says": str(error)}


def _post(service: str, url: str | None, token: str | None, path: str, body: dict[str, Any]) -> None:
    with asking(service, url, token) as asked:
        told = asked.told("POST", f"/ops/v1/{path}", json=body)
    for line in _outline(told):
        print_line(line)


_DEEPEST: Final = 4


def _outline(told: object, name: str = "", depth: int = 0) -> list[str]:
    """An answer as `name: value` lines; names of nested values are joined."""
    if isinstance(told, dict) and depth < _DEEPEST:
        return [
            line
            for key, value in told.items()
            for line in _outline(value, f"{name}.{key}" if name else str(key), depth + 1)
        ]
    return [f"{name}: {text_of(told)}" if name else text_of(told)]
