"""Ports are drawn below the kernel's ephemeral range: no outgoing connection takes one while its owner restarts.

A port that was drawn stays its process's until that ends, although nobody listens on it yet or for a while: others draw another.
"""

import fcntl
import os
import random
import socket
import tempfile
import time
from pathlib import Path

from peerbridge_local.errors import LocalStackError

LOWEST, HIGHEST = 20_000, 32_000  # Linux hands out 32768 and above to outgoing connections


def free_port() -> int:
    """A TCP port on which nobody listens now, on any address of this machine, and which no process of this user has drawn."""
    draw = random.SystemRandom()
    for _ in range(200):
        port = draw.randint(LOWEST, HIGHEST)
        if _can_listen(port) and _claim(port):
            return port
    raise LocalStackError(f"no free TCP port was found between {LOWEST} and {HIGHEST}; end what listens there")


def _claim(port: int) -> bool:
    """Whether the port is this process's now: a locked file, which the kernel lets go when the process ends, however it ends."""
    folder = Path(tempfile.gettempdir()) / f"peerbridge-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = os.open(folder / str(port), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return False
    return True


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Whether somebody listens on the port."""
    try:
        with socket.create_connection((host, port), timeout=1.0):
            return True
    except OSError:
        return False


def wait_until_free(port: int, patience: float = 10.0) -> None:
    """Return once the port can be listened on again, or after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not _can_listen(port) and time.monotonic() < deadline:
        time.sleep(0.05)


def _can_listen(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True
