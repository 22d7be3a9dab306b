"""Which infrastructure the tests run on: servers that the environment names, containers, or the local stack."""

import os
from dataclasses import dataclass
from typing import Protocol

from peerbridge.testing.control import Elsewhere
from peerbridge.testing.images import IMAGES, why_no_containers
from peerbridge.testing.kafka import KafkaServer
from peerbridge.testing.postgres import PostgresServer
from peerbridge_local.secured import Secured
from peerbridge_local.stack import ADMIN_URL, BOOTSTRAP

__all__ = ["Choice", "Infrastructure", "choose"]


class Infrastructure(Protocol):
    """One way to get servers."""

    def postgres(self) -> PostgresServer:
        """A running server."""

    def kafka(self, secured: Secured | None = None) -> KafkaServer:
        """A running broker; one that asks who one is where `secured` says with which passwords."""

    def close(self) -> None:
        """End what was started."""


@dataclass(frozen=True)
class Choice:
    """What was chosen, and why, in words for pytest's header."""

    kind: str
    because: str

    def open(self) -> Infrastructure:
        """Prepare the chosen infrastructure; servers start when they are asked for."""
        if self.kind == "containers":
            from peerbridge.testing.containers import ContainerInfrastructure  # noqa: PLC0415 - needs Docker

            return Named(ContainerInfrastructure())
        from peerbridge.testing.local import LocalInfrastructure  # noqa: PLC0415 - needs nothing, but takes a folder

        return Named(LocalInfrastructure())


@dataclass
class Named:
    """Servers that the environment names, before those of the infrastructure behind."""

    behind: Infrastructure

    def postgres(self) -> PostgresServer:
        """The server at PEERBRIDGE_ADMIN_DATABASE_URL, else one of our own."""
        url = os.environ.get(ADMIN_URL)
        return PostgresServer(url, Elsewhere()) if url else self.behind.postgres()

    def kafka(self, secured: Secured | None = None) -> KafkaServer:
        """The broker at PEERBRIDGE_KAFKA_BOOTSTRAP, else one of our own; one that asks who one is is always our own."""
        bootstrap = None if secured else os.environ.get(BOOTSTRAP)
        return KafkaServer(bootstrap, Elsewhere()) if bootstrap else self.behind.kafka(secured)

    def close(self) -> None:
        """End what was started."""
        self.behind.close()


def choose(wish: str) -> Choice:
    """`wish` is containers, local or auto: containers where Docker answers and has or can pull the images, else local.

    Raises ValueError when containers are wished for and cannot be had.
    """
    if wish == "local":
        return Choice("local", "as asked")
    reason = why_no_containers()
    if reason is None:
        return Choice("containers", ", ".join(IMAGES.values()))
    if wish == "containers":
        raise ValueError(f"--infra=containers: {reason}")
    return Choice("local", reason)
