"""Containers as test infrastructure: published images of PostgreSQL and Kafka, on host ports that survive a restart."""

import contextlib
import os
import secrets
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil

from peerbridge.testing.images import IMAGES, docker_client
from peerbridge.testing.kafka import KafkaServer
from peerbridge.testing.postgres import PostgresServer
from peerbridge.testing.probes import kafka_answers, wait_for
from peerbridge_local.ports import free_port
from peerbridge_local.secured import Secured

__all__ = ["ContainerInfrastructure"]

OWNER = "peerbridge.test.owner"  # label: pid and start time of the session that owns the container
POSTGRES_SETTINGS = ("fsync=on", "max_connections=300", "max_locks_per_transaction=256")


@dataclass
class ContainerControl:
    """Power over a server in a container."""

    container: Any
    ready: Callable[[], None]

    def start(self) -> None:
        """Start it again and wait until it answers."""
        self.container.start()
        self.ready()

    def stop(self) -> None:
        """Shut it down in order."""
        self.container.stop(timeout=30)

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self.container.kill()

    def freeze(self) -> None:
        """Stop its processes where they are."""
        self.container.pause()

    def thaw(self) -> None:
        """Let them run on."""
        self.container.unpause()


class ContainerInfrastructure:
    """Starts what is asked for; removes it at the end, and what killed sessions left before."""

    def __init__(self) -> None:
        _remove_orphans()
        self._started: list[Any] = []

    def postgres(self) -> PostgresServer:
        """A server of this session's own."""
        port, password = free_port(), secrets.token_urlsafe(18)
        command = " ".join(f"-c {setting}" for setting in POSTGRES_SETTINGS)
        container = self._start(IMAGES["postgres"], port, 5432, {"POSTGRES_PASSWORD": password}, command)

        def answers() -> bool:
            return bool(container.exec_run(["pg_isready", "-h", "127.0.0.1", "-U", "postgres"]).exit_code == 0)

        control = ContainerControl(container, lambda: wait_for(answers, "PostgreSQL"))
        control.ready()
        return PostgresServer(f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres", control)

    def kafka(self, secured: Secured | None = None) -> KafkaServer:
        """A broker of this session's own."""
        port = free_port()
        container = self._start(IMAGES["kafka"], port, port, _kafka_environment(port, secured))
        control = ContainerControl(container, lambda: wait_for(lambda: kafka_answers(port), "Kafka"))
        control.ready()
        return KafkaServer(f"127.0.0.1:{port}", control)

    def close(self) -> None:
        """Remove every container started here."""
        for container in self._started:
            container.stop()

    def _start(self, image: str, port: int, inner: int, environment: dict[str, str], command: str | None = None) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from testcontainers.core.container import DockerContainer  # noqa: PLC0415 - only where Docker is used
        container = DockerContainer(image).with_bind_ports(inner, port).with_kwargs(labels={OWNER: _owner()})
        for name, value in environment.items():
            container = container.with_env(name, value)
        if command:
            container = container.with_command(command)
        container.start()
        self._started.append(container)
        return container.get_wrapped_container()


def _kafka_environment(port: int, secured: Secured | None) -> dict[str, str]:
    properties = {
        "node.id": "1",
        "process.roles": "broker,controller",
        "listeners": f"PLAINTEXT://:{port},CONTROLLER://:9093",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.voters": "1@localhost:9093",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "10",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "auto.create.topics.enable": "false",
        "group.initial.rebalance.delay.ms": "0",
        "broker.session.timeout.ms": "2000",
        "broker.heartbeat.interval.ms": "500",
    }
    if secured:
        properties |= secured.properties(port, 9093, bound="0.0.0.0")  # noqa: S104 (inside the container)
    return {f"KAFKA_{name.replace('-', '___').replace('.', '_').upper()}": value for name, value in properties.items()}


def _owner() -> str:
    return f"{os.getpid()}:{psutil.Process().create_time():.0f}"


def _remove_orphans() -> None:
    """Several sessions may do this at the same time: what another one removes, or has removed, is well."""
    with contextlib.closing(docker_client(seconds=60)) as client, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from docker.errors import APIError  # noqa: PLC0415 - only where Docker is used

        for container in client.containers.list(all=True, filters={"label": OWNER}, ignore_removed=True):
            if not _alive(*container.labels[OWNER].split(":")):
                try:
                    container.remove(force=True, v=True)
                except APIError as trouble:
                    if trouble.status_code not in (404, 409):  # gone, and being removed
                        raise


def _alive(pid: str, created: str) -> bool:
    try:
        return abs(psutil.Process(int(pid)).create_time() - float(created)) < 2  # noqa: PLR2004 - seconds, rounded
    except psutil.NoSuchProcess:
        return False
