"""`peerbridge token`: a token of the local issuer, for the demo and for trying things out."""

from typing import Annotated
from uuid import UUID

import typer

from peerbridge.cli.addresses import issuer
from peerbridge.cli.asking import Asking
from peerbridge.cli.errors import EXIT_CODES, Answered, CommandError
from peerbridge.cli.output import print_line

__all__ = ["add_to"]

_ROLES = (
    "parent, candidate, partner (with --person); caseworker, attorney, coordinator, supervisor, program_admin, "
    "state_officer, platform_operator (with --county)"
)


class WrongToken(CommandError):
    """A token that no service would take."""

    exit_code = 2


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("token", epilog=EXIT_CODES)(token)


def token(
    role: Annotated[list[str], typer.Option("--role", help=f"Several times. Roles: {_ROLES}.", show_default=False)],
    county: Annotated[list[str] | None, typer.Option("--county", help="Five-digit FIPS; several times.")] = None,
    person: Annotated[UUID | None, typer.Option("--person", help="The person's id, instead of counties.")] = None,
    minutes: Annotated[int | None, typer.Option("--minutes", min=1, max=1440, help="How long it counts.")] = None,
) -> None:
    """Print a token of the local issuer (PEERBRIDGE_OIDC_ISSUER), which services accept with PEERBRIDGE_DEMO=1 only."""
    if person is not None and county:
        raise WrongToken("A token carries counties or one person, never both.", "Leave one of them out.")
    wrong = [each for each in county or () if len(each) != 5 or not each.isascii() or not each.isdigit()]  # noqa: PLR2004  # FIPS
    if wrong:
        raise WrongToken(f"{', '.join(wrong)[:60]!r} is no county.", "Say five digits, such as 19153.")
    wanted: dict[str, object] = {"roles": role, "counties": county or []}
    wanted |= {"person": str(person)} if person else {}
    wanted |= {"minutes": minutes} if minutes else {}
    with Asking("the issuer", issuer(), patience=5) as asked:
        told = asked.told("POST", "/demo/token", json=wanted)
    if not isinstance(told, dict) or not isinstance(told.get("access_token"), str):
        raise Answered("The issuer gave no token.", "Is PEERBRIDGE_OIDC_ISSUER the local issuer's address?")
    print_line(told["access_token"])
