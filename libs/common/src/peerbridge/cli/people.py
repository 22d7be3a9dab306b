"""`peerbridge person …`: a person's data is destroyed everywhere, and who has done their part; `doubles` has who is known twice."""

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from peerbridge.cli.errors import EXIT_CODES
from peerbridge.cli.options import Token, Url, asking
from peerbridge.cli.output import note, print_line, table, text_of

__all__ = ["app"]

app: Final = typer.Typer(
    help="Have a person's data destroyed in every service; find and merge who is known twice.", no_args_is_help=True
)
OWNER: Final = "notification"
PAGE: Final = 1000
Person = Annotated[UUID, typer.Argument(help="The person's id.", show_default=False)]
County = Annotated[str | None, typer.Option("--county", help="Five-digit FIPS.")]


@app.command(epilog=EXIT_CODES)
def erase(
    person: Person,
    *,
    reason: Annotated[
        str, typer.Option("--reason", help="own_wish, court_order, retention_over or entered_by_mistake.")
    ],
    reference: Annotated[str | None, typer.Option("--reference", help="Number of the order or file; no names.")] = None,
    token: Token = None,
    url: Url = None,
) -> None:
    """Order the erasure. Refused while a match of theirs runs or a legal hold stands. Saying it again shows the certificate."""
    body = {"reason": reason, "reference": reference}
    with asking(OWNER, url, token) as asked:
        _certificate(asked.told_of("POST", f"/v1/people/{person}/erasure", json=body))


@app.command(epilog=EXIT_CODES)
def certificate(person: Person, *, token: Token = None, url: Url = None) -> None:
    """What every service has answered, and from when on no backup holds the data."""
    with asking(OWNER, url, token) as asked:
        _certificate(asked.told_of("GET", f"/v1/people/{person}/erasure"))


@app.command(epilog=EXIT_CODES)
def erasures(
    *,
    late: Annotated[bool, typer.Option("--late", help="Only those that a service has not answered in time.")] = False,
    county: County = None,
    token: Token = None,
    url: Url = None,
) -> None:
    """All orders; with --late the list that a person must look after."""
    wanted: dict[str, str | int] = {"limit": PAGE, "late": str(late).lower(), **({"county": county} if county else {})}
    found: list[dict[str, Any]] = []
    with asking(OWNER, url, token) as asked:
        while True:
            told = asked.told("GET", "/v1/erasures", params=wanted)
            page = list(told["erasures"]) if isinstance(told, dict) else []
            found += page
            if len(page) < PAGE:
                break
            wanted["after"] = page[-1]["erasure"]
    if found:
        table(found, ("ordered_at", "person", "county", "reason", "complete", "late", "missing", "backups_gone_on"))
    note(f"{len(found):,} erasures.")


@app.command(epilog=EXIT_CODES)
def hold(
    person: Person,
    *,
    reference: Annotated[str, typer.Option("--reference", help="Number of the order; no names.")],
    token: Token = None,
    url: Url = None,
) -> None:
    """Put a person's data under a legal hold: it cannot be erased until the hold is released."""
    with asking(OWNER, url, token) as asked:
        asked.ask("PUT", f"/v1/people/{person}/legal-hold", json={"reference": reference})


@app.command(epilog=EXIT_CODES)
def release(person: Person, *, token: Token = None, url: Url = None) -> None:
    """Lift a legal hold."""
    with asking(OWNER, url, token) as asked:
        asked.ask("DELETE", f"/v1/people/{person}/legal-hold")


def _certificate(told: Mapping[str, Any]) -> None:
    for name, value in told.items():
        if name != "answers":
            print_line(f"{name}: {text_of(value)}")
    if told.get("answers"):
        table(told["answers"], ("service", "answered_at", "deleted", "emptied", "times"))
