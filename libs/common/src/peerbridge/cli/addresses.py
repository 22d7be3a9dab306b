"""Where the services are and who asks: options first, then the environment; never a default that could be wrong."""

import os
from typing import Final
from urllib.parse import urlsplit

from peerbridge.cli.errors import CommandError, NotAllowed

__all__ = ["SERVICES", "bearer", "issuer", "known_services", "service_url"]

SERVICES: Final = ("recruitment", "matching", "supervision", "notification", "console")


class WrongAddress(CommandError):
    """An address is missing or is none."""

    exit_code = 2


def service_url(service: str, given: str | None = None) -> str:
    """The base address of a service, without a slash at its end. Raises: WrongAddress."""
    if service not in SERVICES:
        raise WrongAddress(f"There is no service {service!r}.", f"Services: {', '.join(SERVICES)}.")
    variable = f"PEERBRIDGE_{service.upper()}_URL"
    return _checked(given or os.environ.get(variable, ""), variable)


def issuer() -> str:
    """The local issuer of tokens. Raises: WrongAddress."""
    return _checked(os.environ.get("PEERBRIDGE_OIDC_ISSUER", ""), "PEERBRIDGE_OIDC_ISSUER")


def known_services() -> dict[str, str]:
    """Every service the environment says the address of. Raises: WrongAddress, where it is none or there is not one."""
    said = {service: os.environ.get(f"PEERBRIDGE_{service.upper()}_URL") for service in SERVICES}
    found = {service: _checked(url, f"PEERBRIDGE_{service.upper()}_URL") for service, url in said.items() if url}
    if not found:
        raise WrongAddress(
            "No service's address is known.", "Set PEERBRIDGE_RECRUITMENT_URL and the like, or say --url."
        )
    return found


def bearer(token: str | None) -> dict[str, str]:
    """The header that carries the token. Raises: NotAllowed."""
    trimmed = (token or "").strip()
    if not trimmed:
        raise NotAllowed(
            "No token was given.",
            "Set PEERBRIDGE_TOKEN or say --token; `peerbridge token` asks the local issuer for one.",
        )
    if not trimmed.isascii() or not trimmed.isprintable() or " " in trimmed:
        raise NotAllowed("The token is none: it holds blanks or other characters.", "Copy it again, whole.")
    return {"Authorization": f"Bearer {trimmed}"}


def _checked(url: str, variable: str) -> str:
    if not url:
        raise WrongAddress(f"{variable} is not set.", "Set it, or say --url.")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise WrongAddress(f"{url[:80]!r} is no address.", "Say http://host:port or https://host.")
    return url.rstrip("/")
