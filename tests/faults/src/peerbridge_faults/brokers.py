"""One broker or three on 127.0.0.1; with three every topic has three copies, of which two must have taken a record."""

import signal

import psutil

from peerbridge_faults.cluster import cluster
from peerbridge_local.home import Home
from peerbridge_local.kafka import Kafka

__all__ = ["Brokers"]


class Brokers:
    """The brokers of a run."""

    def __init__(self, home: Home, number: int = 1) -> None:
        self.number = number
        self.members: list[Kafka] = [Kafka(home)] if number == 1 else list(cluster(home, number))
        self.bootstrap = ",".join(member.bootstrap for member in self.members)

    def start(self) -> None:
        """Start all."""
        for member in self.members:
            member.launch()
        for member in self.members:
            member.wait()

    def stop(self, number: int = 0) -> None:
        """A controlled shutdown of one."""
        self.members[number].stop()

    def kill(self, number: int = 0) -> None:
        """End one as `kill -9` does."""
        self.members[number].kill()

    def back(self, number: int = 0) -> None:
        """Start one again; returns when its port answers."""
        self.members[number].start()

    def cut_off(self, number: int) -> None:
        """A broker that nobody hears from: stopped where it is, with its connections open."""
        self._signal(number, signal.SIGSTOP)

    def let_back(self, number: int) -> None:
        """Let it go on."""
        self._signal(number, signal.SIGCONT)

    def _signal(self, number: int, what: signal.Signals) -> None:
        process = psutil.Process(self.members[number].child.process.pid)
        for one in (process, *process.children(recursive=True)):
            one.send_signal(what)
