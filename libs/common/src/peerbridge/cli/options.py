"""Options that several commands share."""

from typing import Annotated

import typer

from peerbridge.cli.addresses import SERVICES, bearer, service_url
from peerbridge.cli.asking import AN_ANSWER_TAKES, Asking

__all__ = ["Service", "Token", "Url", "asking"]

Token = Annotated[
    str | None,
    typer.Option("--token", envvar="PEERBRIDGE_TOKEN", show_envvar=True, help="Access token.", metavar="JWT"),
]
Url = Annotated[str | None, typer.Option("--url", help="The service's address, instead of PEERBRIDGE_<SERVICE>_URL.")]
Service = Annotated[str, typer.Option("--service", "-s", help=f"One of {', '.join(SERVICES)}.")]


def asking(
    service: str, url: str | None, token: str | None, patience: float = 0.0, takes: float = AN_ANSWER_TAKES
) -> Asking:
    """A service under the caller's token. Raises: CommandError."""
    return Asking(service, service_url(service, url), bearer(token), patience, takes)
