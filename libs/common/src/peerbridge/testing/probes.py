"""Whether a server behind a forwarded port really answers: Docker's proxy accepts connections before it does."""

import socket
import struct
import time
from collections.abc import Callable

__all__ = ["kafka_answers", "wait_for"]

API_VERSIONS = struct.pack(">hhih", 18, 0, 1, -1)  # key 18, version 0, correlation 1, no client id


def kafka_answers(port: int) -> bool:
    """Whether a broker on 127.0.0.1 answers Kafka's ApiVersions request."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2.0) as connection:
            connection.sendall(struct.pack(">i", len(API_VERSIONS)) + API_VERSIONS)
            return len(connection.recv(4)) > 0
    except OSError:
        return False


def wait_for(ready: Callable[[], bool], what: str, patience: float = 90.0) -> None:
    """Return once `ready` says so. Raises TimeoutError naming `what` after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not answer within {patience:.0f} s")
        time.sleep(0.1)
