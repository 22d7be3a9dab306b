"""Three brokers on loopback: each controller and broker, topics in three copies, two of which must have taken a record."""

import base64
import uuid
from collections.abc import Iterator
from typing import Final

from peerbridge_local.children import Child
from peerbridge_local.errors import LocalStackError
from peerbridge_local.home import Home
from peerbridge_local.kafka import PROPERTIES, Kafka, format_storage, run_broker
from peerbridge_local.ports import free_port, wait_until_free

__all__ = ["Member", "cluster"]

COPIES: Final = {
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "share.coordinator.state.topic.replication.factor": "3",
    "share.coordinator.state.topic.min.isr": "2",
    "min.insync.replicas": "2",
    "default.replication.factor": "3",
    "unclean.leader.election.enable": "false",
    "replica.lag.time.max.ms": "5000",
    "controller.quorum.election.timeout.ms": "1000",
    "controller.quorum.fetch.timeout.ms": "2000",
}
"""What differs from one broker alone; a follower that says nothing for five seconds counts no more."""


class Member(Kafka):
    """One of three. `number` from 1; `voters`: all controllers as Kafka names them; `name_of_cluster`: the same for all."""

    def __init__(self, home: Home, number: int, controller: int, voters: str, name_of_cluster: str) -> None:
        super().__init__(home)
        self.number, self.voters, self.name_of_cluster = number, voters, name_of_cluster
        self._controller = controller
        self._configuration = home.folder / f"kafka-{number}.properties"

    def launch(self) -> None:
        """As one broker alone is launched, under its own number and in its own folder."""
        logs = self._home.folder / f"kafka-{self.number}"
        told = PROPERTIES.format(port=self.port, controller=self._controller, logs=logs).splitlines()
        settings = dict(line.split("=", 1) for line in told) | COPIES | {"node.id": str(self.number)}
        settings["controller.quorum.bootstrap.servers"] = ",".join(
            voter.split("@")[1].rpartition(":")[0] for voter in self.voters.split(",")
        )
        self._configuration.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        if not (logs / "meta.properties").exists():
            chosen = ("--initial-controllers", self.voters)
            format_storage(self._home, self._configuration, self.name_of_cluster, chosen, f"kafka-{self.number}-format")
        wait_until_free(self.port)
        wait_until_free(self._controller)
        self._child = run_broker(self._home, self._configuration, f"kafka-{self.number}")

    @property
    def child(self) -> Child:
        """The broker's process; raises LocalStackError before the first launch."""
        if self._child is None:
            raise LocalStackError(f"broker {self.number} has not been started")
        return self._child


def cluster(home: Home, number: int) -> Iterator[Member]:
    """So many members that know of each other."""
    controllers = [free_port() for _ in range(number)]
    voters = ",".join(f"{n}@127.0.0.1:{port}:{_id()}" for n, port in enumerate(controllers, 1))
    name = _id()
    for n, port in enumerate(controllers, 1):
        yield Member(home, n, port, voters, name)


def _id() -> str:
    """A UUID as Kafka writes it, without a leading dash, which would read as an option."""
    return "P" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
