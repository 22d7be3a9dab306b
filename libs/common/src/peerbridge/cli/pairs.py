"""`peerbridge pair candidates|choose|why`: who could be proposed to a family, and a coordinator's own choice of one of them."""

from typing import Annotated, Any, Final
from uuid import UUID

import typer

from peerbridge.cli.errors import EXIT_CODES
from peerbridge.cli.options import Token, Url, asking
from peerbridge.cli.output import note, print_line, table

__all__ = ["app"]

app: Final = typer.Typer(
    help="Who could be proposed to a family, and a coordinator's own choice.", no_args_is_help=True
)
OWNER: Final = "matching"
Request = Annotated[UUID, typer.Argument(help="The family's request.", show_default=False)]


@app.command(epilog=EXIT_CODES)
def candidates(
    request: Request,
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many partners.")] = 100,
    token: Token = None,
    url: Url = None,
) -> None:
    """Every partner within reach of the family, possible ones first: points, or what stands in the way."""
    told = _told("GET", f"/v1/requests/{request}/candidates", token, url, params={"limit": limit})
    _shown([{**each, "points": each["total"]} for each in told["candidates"]], "county", "points")
    note(
        f"{told['possible']:,} possible. Propose one with: peerbridge pair choose {request} PARTNER --program … --reason …"
    )


@app.command(epilog=EXIT_CODES)
def choose(
    request: Request,
    partner: Annotated[UUID, typer.Argument(help="The partner's id.", show_default=False)],
    *,
    program: Annotated[str, typer.Option("--program", help="The programme in which the partner takes the family.")],
    reason: Annotated[str, typer.Option("--reason", help="family_wish, partner_wish, known_fit, safety or other.")],
    token: Token = None,
    url: Url = None,
) -> None:
    """Propose this partner to the family: both sides are asked at once. No hard constraint can be overridden."""
    body = {"partner": str(partner), "program": program, "reason": reason}
    told = _told("POST", f"/v1/requests/{request}/proposals", token, url, json=body)
    print_line(f"proposal: {told['proposal']}")
    note(f"Both sides are asked until {told['expires_on']}.")


@app.command(epilog=EXIT_CODES)
def why(
    proposal: Annotated[UUID, typer.Argument(help="The proposal's id.", show_default=False)],
    *,
    partner: Annotated[
        UUID | None, typer.Option("--partner", help="Why not this one, however far down the list.")
    ] = None,
    token: Token = None,
    url: Url = None,
) -> None:
    """Why this partner and why nobody else, as it was when the proposal was made."""
    asked = {"partner": str(partner)} if partner else {}
    told = _told("GET", f"/v1/proposals/{proposal}/why", token, url, params=asked)
    print_line(f"{told['chosen']['words']} {told['total']} points:")
    for line in told["points"]:
        print_line(f"  {line['points']:>4} of {line['most']}: {line['words']}")
    _shown(told["others"])


def _told(method: str, path: str, token: str | None, url: str | None, **what: Any) -> dict[str, Any]:
    """What matching answers. Raises: CommandError."""
    with asking(OWNER, url, token) as asked:
        return asked.told_of(method, path, **what)


def _shown(partners: list[dict[str, Any]], *columns: str) -> None:
    """Partners with what stands in the way of each."""
    rows = [{**each, "why not": " ".join(rule["words"] for rule in each["why_not"])} for each in partners]
    if rows:
        table(rows, ("partner", "program", *columns, "why not"))
