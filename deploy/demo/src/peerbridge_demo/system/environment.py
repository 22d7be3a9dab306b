"""What each process is told. Nothing of the caller's own PEERBRIDGE_ variables reaches it by accident."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from peerbridge.clock import BusinessClock
from peerbridge.database.provision import Urls
from peerbridge_demo.system.addresses import Addresses

__all__ = ["PROMPTLY", "Servers", "issuer_environment", "machine_environment", "service_environment"]


PROMPTLY: Final = 0.3
"""How often figures are told where somebody waits until nothing more is said."""


@dataclass(frozen=True, slots=True)
class Servers:
    """The world the services stand on: broker, mail server, and one database each; how often figures are told there (real seconds)."""

    bootstrap: str
    smtp_host: str
    smtp_port: int
    databases: dict[str, Urls]
    measured_every: float = 20.0


def service_environment(
    name: str, port: int, servers: Servers, addresses: Addresses, clock: BusinessClock, audit: Path
) -> dict[str, str]:
    """The settings of one service; its key and checkpoints are kept in `audit`."""
    database = servers.databases[name]
    return {
        **machine_environment(),
        **addresses.environment,
        "PEERBRIDGE_DATABASE_URL": database.app,
        "PEERBRIDGE_RELAY_DATABASE_URL": database.relay,
        "PEERBRIDGE_KAFKA_BOOTSTRAP": servers.bootstrap,
        "PEERBRIDGE_SMTP_HOST": servers.smtp_host,
        "PEERBRIDGE_SMTP_PORT": str(servers.smtp_port),
        "PEERBRIDGE_DEMO": "1",
        "PEERBRIDGE_REPLICA": "0",
        "PEERBRIDGE_CLOCK_ORIGIN": clock.origin.isoformat(),
        "PEERBRIDGE_CLOCK_STARTED": clock.started.isoformat(),
        "PEERBRIDGE_CLOCK_SPEED": repr(clock.speed),
        "PEERBRIDGE_MEASURED_EVERY": repr(servers.measured_every),
        "PEERBRIDGE_AUDIT_DIRECTORY": str(audit / name),
        "PEERBRIDGE_LOG_LEVEL": "WARNING",
        "PEERBRIDGE_PORT": str(port),
    }


def issuer_environment(port: int, addresses: Addresses, state: Path) -> dict[str, str]:
    """The settings of the local issuer."""
    return {
        **machine_environment(),
        "PEERBRIDGE_DEMO": "1",
        "PEERBRIDGE_OIDC_ISSUER": addresses.issuer,
        "PEERBRIDGE_ISSUER_REDIRECT_URIS": f"{addresses.services['console']}/callback",
        "PEERBRIDGE_ISSUER_STATE": str(state),
        "PEERBRIDGE_PORT": str(port),
    }


def machine_environment() -> dict[str, str]:
    """This process's environment without what is meant for other services."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PEERBRIDGE_")}
