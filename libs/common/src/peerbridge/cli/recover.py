"""`peerbridge recover kafka`: every service publishes again and hears again what a Kafka lost that came back without its tail.

In this order, or a fact is heard before the one it follows: pause all, publish again, set positions back, resume. Each step may be
repeated, so that a command that broke off is simply run again.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Annotated, Any, Final

import typer

from peerbridge.cli.addresses import bearer, known_services
from peerbridge.cli.asking import Asking
from peerbridge.cli.errors import EXIT_CODES, Answered
from peerbridge.cli.options import Token
from peerbridge.cli.output import note, table

__all__ = ["app"]

app: Final = typer.Typer(help="Mend what a restore cannot.", no_args_is_help=True)

LOOK_SECONDS: Final = 0.3
SERVICE_PATIENCE: Final = 30.0  # seconds for a service that is just starting
_COLUMNS: Final = ("service", "topic", "stands_beyond_the_end", "to_hear_again")
Log = Mapping[str, Sequence[Mapping[str, Any]]]


@app.callback()
def _recover() -> None:
    """Mend what a restore cannot."""


@app.command(epilog=EXIT_CODES)
def kafka(
    *,
    since: Annotated[
        datetime, typer.Option("--since", help="Real time, UTC: a moment before the loss.", show_default=False)
    ],
    reason: Annotated[str, typer.Option("--reason", help="It is audited.")] = "Kafka lost its tail",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    patience: Annotated[float, typer.Option("--patience", help="Seconds to wait for all to be published.")] = 3600.0,
    token: Token = None,
) -> None:
    """After a Kafka that lost its last minutes: publish again and hear again, in all services the environment names."""
    instant = f"{since.isoformat()}Z"
    with ExitStack() as stack:
        asked = {
            name: stack.enter_context(Asking(name, url, bearer(token), SERVICE_PATIENCE))
            for name, url in known_services().items()
        }
        log = {name: _list(one.told("GET", "/ops/v1/log", params={"since": instant})) for name, one in asked.items()}
        _outline(log)
        if dry_run:
            note("Nothing was done. Without --dry-run: pause all, publish again, set back, resume.")
            return
        _recovered(asked, log, instant, reason, patience)


def _recovered(asked: Mapping[str, Asking], log: Log, instant: str, reason: str, patience: float) -> None:
    paused = {name: set(_status(one).get("paused", ())) for name, one in asked.items()}
    topics = {name: sorted({each["topic"] for each in places}) for name, places in log.items()}
    _for_each(asked, topics, "pause", reason)
    note("1 of 4: all subscribers are paused.")
    jobs = {name: _post(one, "republish", {"since": instant})["job"] for name, one in asked.items()}
    until = time.monotonic() + patience
    for name, one in asked.items():
        _until_published(one, str(jobs[name]), until)
    note("2 of 4: what was published since then is published again.")
    for name, one in asked.items():
        back = _list(one.told("POST", "/ops/v1/positions/back", json={"since": instant, "reason": reason}))
        note(f"   {name}: {len(back)} partitions set back.")
    note("3 of 4: all positions stand before that moment.")
    _for_each(
        asked, {name: [t for t in each if t not in paused[name]] for name, each in topics.items()}, "resume", reason
    )
    note("4 of 4: all subscribers hear again, but for those that were paused before.")


def _outline(log: Log) -> None:
    """Per service and topic, how much is missing at the end of the log and how much will be heard again."""
    rows = []
    for name, places in log.items():
        for topic in sorted({each["topic"] for each in places}):
            ours = [each for each in places if each["topic"] == topic]
            beyond = sum(max(0, (each["next_offset"] or 0) - each["end"]) for each in ours)
            again = sum(max(0, min(each["next_offset"] or 0, each["end"]) - each["since"]) for each in ours)
            rows.append({"service": name, "topic": topic, "stands_beyond_the_end": beyond, "to_hear_again": again})
    table(rows, _COLUMNS)


def _for_each(asked: Mapping[str, Asking], topics: Mapping[str, Sequence[str]], verb: str, reason: str) -> None:
    for name, one in asked.items():
        for topic in topics[name]:
            _post(one, f"subscribers/{topic}/{verb}", {"reason": reason})


def _until_published(one: Asking, job: str, until: float) -> None:
    """Return when the job is done and what it handed to the relay is published. Raises: Answered."""
    done: float | None = None
    while True:
        told = one.told("GET", f"/ops/v1/jobs/{job}")
        state: dict[str, Any] = told if isinstance(told, dict) else {}
        if state.get("done_at") and done is None:
            done = time.monotonic()
        waits = state.get("outbox_rows") and state.get("outbox_oldest_seconds", 0.0) > time.monotonic() - (done or 0.0)
        if done is not None and not waits:
            return
        if time.monotonic() > until:
            problem = f"{one.service} has not published everything again: {state.get('failed') or 'it is still at it'}."
            raise Answered(problem, "Subscribers stay paused. Look at its log and at Kafka, then run this again.")
        time.sleep(LOOK_SECONDS)


def _status(one: Asking) -> dict[str, Any]:
    told = one.told("GET", "/ops/v1/status")
    return told if isinstance(told, dict) else {}


def _post(one: Asking, path: str, body: dict[str, Any]) -> dict[str, Any]:
    told = one.told("POST", f"/ops/v1/{path}", json=body)
    return told if isinstance(told, dict) else {}


def _list(told: object) -> list[dict[str, Any]]:
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
