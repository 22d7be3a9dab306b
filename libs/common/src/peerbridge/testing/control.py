"""How a test stops, kills and freezes a server, whether it is a process or a container."""

from typing import Protocol

import pytest

__all__ = ["Control", "Elsewhere"]


class Control(Protocol):
    """Power over one server. All block until it is done; `start` until the server answers. Ports and data stay."""

    def start(self) -> None:
        """Start it again after stop or kill."""

    def stop(self) -> None:
        """Shut it down in order."""

    def kill(self) -> None:
        """End it as `kill -9` does."""

    def freeze(self) -> None:
        """Let it run no further, with its connections open."""

    def thaw(self) -> None:
        """Let it run on."""


class Elsewhere:
    """A server that the environment names; no test may stop it."""

    def _leave_alone(self) -> None:
        pytest.skip("the server is named by the environment and is not ours to stop")

    start = stop = kill = freeze = thaw = _leave_alone
