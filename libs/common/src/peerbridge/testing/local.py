"""The local stack as test infrastructure: PostgreSQL and Kafka as child processes of this one."""

import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import psutil

from peerbridge.testing.kafka import KafkaServer
from peerbridge.testing.postgres import PostgresServer
from peerbridge_local.home import Home
from peerbridge_local.kafka import Kafka
from peerbridge_local.postgres import Postgres
from peerbridge_local.secured import Secured

__all__ = ["LocalInfrastructure"]


MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)
ROOM = 8 << 30  # bytes; a session's databases and logs stay well below


def in_memory() -> Path | None:
    """Where data lives in memory, if there is room: a test's database is made and dropped many times a minute.

    A killed server finds its data again, as on a disk; what only a disk can show is measured in bench/.
    """
    if "PEERBRIDGE_STATE_DIR" in os.environ or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        return None
    return MEMORY / f"peerbridge-{os.getuid()}"


@dataclass
class ProcessControl:
    """Power over a server that is a child process."""

    server: Postgres | Kafka

    def start(self) -> None:
        """Start it again."""
        self.server.start()

    def stop(self) -> None:
        """Shut it down in order."""
        self.server.stop()

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self.server.kill()

    def freeze(self) -> None:
        """Stop the process and its children where they are."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them run on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        process = psutil.Process(self.server.child.process.pid)
        for one in (process, *process.children(recursive=True)):
            one.send_signal(number)


class LocalInfrastructure:
    """Starts what is asked for, in a folder that goes away with the session."""

    def __init__(self) -> None:
        self._home = Home.claim("test", root=in_memory())

    def postgres(self) -> PostgresServer:
        """A server of this session's own."""
        server = Postgres(self._home)
        server.start()
        return PostgresServer(server.admin_url, ProcessControl(server))

    def kafka(self, secured: Secured | None = None) -> KafkaServer:
        """A broker of this session's own."""
        server = Kafka(self._home, secured)
        server.start()
        return KafkaServer(server.bootstrap, ProcessControl(server))

    def close(self) -> None:
        """End everything."""
        self._home.release()
