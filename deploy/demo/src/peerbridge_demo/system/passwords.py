"""Each run's databases have passwords of their own."""

from secrets import token_urlsafe

from peerbridge.database.provision import ROLES
from peerbridge_demo.system.addresses import SERVICES

__all__ = ["new_passwords"]


def new_passwords() -> dict[str, dict[str, str]]:
    """A password for each role of each service."""
    return {service: {role: token_urlsafe(24) for role in ROLES} for service in SERVICES}
