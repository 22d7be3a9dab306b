"""A real Kafka broker (KRaft, one node) on 127.0.0.1; start, stop, kill and start again keep its ports and its log."""

import base64
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from peerbridge_local.children import Child
from peerbridge_local.errors import LocalStackError
from peerbridge_local.fetch import kafka_classpath
from peerbridge_local.home import Home
from peerbridge_local.java import java
from peerbridge_local.ports import answers, free_port, wait_until_free
from peerbridge_local.secured import Secured

HEAP = ["-Xms128m", "-Xmx512m", "-XX:TieredStopAtLevel=1"]  # starts in 1.5 s, 400 MB resident
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={logs}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=10
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
log.segment.delete.delay.ms=1000
"""


class Kafka:
    """One broker in the run's folder; `secured` makes it ask who one is, under another name of its own."""

    def __init__(self, home: Home, secured: Secured | None = None) -> None:
        self._home, self._secured = home, secured
        self._name = "kafka-secured" if secured else "kafka"
        self._configuration = home.folder / f"{self._name}.properties"
        self._child: Child | None = None
        self.port = free_port()
        self._controller = free_port()
        self.bootstrap = f"127.0.0.1:{self.port}"
        self.logs = home.folder / self._name

    def launch(self) -> None:
        """Format the log folder if it is new, and start the broker without waiting for it."""
        self._prepare()
        wait_until_free(self.port)
        wait_until_free(self._controller)
        self._child = run_broker(self._home, self._configuration, self._name)

    def wait(self, patience: float = 90.0) -> None:
        """Return when the broker's port answers."""
        deadline = time.monotonic() + patience
        while not answers(self.port):
            self.child.require()
            if time.monotonic() > deadline:
                raise LocalStackError(f"Kafka was not ready within {patience:.0f} s: {self.child.last_words()}")
            time.sleep(0.05)

    def start(self) -> None:
        """Launch and wait."""
        self.launch()
        self.wait()

    def stop(self) -> None:
        """A controlled shutdown; takes some 3 s."""
        self.child.stop(30.0)

    def kill(self) -> None:
        """End the broker as `kill -9` does; the next start takes some 3 s."""
        self.child.kill()

    @property
    def child(self) -> Child:
        """The broker's process; raises LocalStackError before the first launch."""
        if self._child is None:
            raise LocalStackError("Kafka has not been started")
        return self._child

    def _prepare(self) -> None:
        logs = self.logs
        text = PROPERTIES.format(port=self.port, controller=self._controller, logs=logs)
        if self._secured:
            settings = dict(line.split("=", 1) for line in text.splitlines())
            settings |= self._secured.properties(self.port, self._controller)
            text = "".join(f"{name}={value}\n" for name, value in settings.items())
        self._configuration.write_text(text)
        self._configuration.chmod(0o600)
        if (logs / "meta.properties").exists():
            return
        cluster = (
            "P" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
        )  # never a leading dash, which reads as an option
        format_storage(self._home, self._configuration, cluster, ("--standalone",), f"{self._name}-format")


def run_broker(home: Home, configuration: Path, name: str) -> Child:
    """Start a broker of this configuration, whose log folder is formatted."""
    return home.start(name, [*_java(), *HEAP, "kafka.Kafka", str(configuration)])


def format_storage(home: Home, configuration: Path, cluster: str, voters: Sequence[str], name: str) -> None:
    """Format a broker's log folder; `voters`: who the controllers are, in the tool's own words. Raises: LocalStackError."""
    arguments = ["format", "-t", cluster, "-c", str(configuration), *voters]
    argv = [*_java(), "-XX:TieredStopAtLevel=1", "kafka.tools.StorageTool", *arguments]
    child = home.start(name, argv)
    if child.process.wait() != 0:
        raise LocalStackError(f"Kafka's log folder cannot be formatted: {child.last_words()} (log: {child.log})")


def _java() -> list[str]:
    return [str(java()), "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", kafka_classpath()]
