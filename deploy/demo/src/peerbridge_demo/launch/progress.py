"""What a newcomer reads while it starts: one line per part, when it is ready, with the time it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Progress"]

WIDTH = 12


class Progress:
    """Prints at once, also into a pipe."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self.began

    def say(self, line: str = "") -> None:
        """One line."""
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    @contextmanager
    def part(self, name: str, told: str = "ready") -> Iterator[None]:
        """`name … ready (0.6 s)` once the block has ended well."""
        began = time.monotonic()
        yield
        self.say(f"  {name:<{WIDTH}} … {told} ({time.monotonic() - began:.1f} s)")
