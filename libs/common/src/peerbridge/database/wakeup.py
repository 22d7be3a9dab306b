"""How a relay learns that there is something to send: at once in its own process, by one debounced NOTIFY from any other."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic

from peerbridge.life import end_tasks

__all__ = ["CHANNEL", "Wakeup"]

CHANNEL = "peerbridge_outbox"
DEBOUNCE_SECONDS = (
    0.05  # NOTIFY takes a global lock at commit: one per 50 ms is free, one per commit costs four fifths of the rate
)


class Wakeup:
    """Set by every commit that published; waited for by the elected relay."""

    def __init__(self) -> None:
        self.event = asyncio.Event()
        self.elected = self.publishing = False
        self.notify: Callable[[], Awaitable[None]] | None = None
        self._last, self._untold = 0.0, False
        self._pending: asyncio.Task[None] | None = None

    async def relay(self) -> None:
        """Wake this process's relay if it is the elected one, else tell the others."""
        self.event.set()
        if self.elected or self.notify is None:
            return
        self._untold = True
        if self._pending is None:
            self._pending = asyncio.create_task(self._tell(self.notify))

    async def close(self) -> None:
        """Forget a NOTIFY that is still to be sent: the poll is the net, and the pool it would use is about to close."""
        if self._pending is not None:
            await end_tasks(self._pending)

    async def _tell(self, notify: Callable[[], Awaitable[None]]) -> None:
        """One NOTIFY for all that was committed before it; what is committed while it is under way gets one more."""
        try:
            while self._untold:
                await asyncio.sleep(max(0.0, self._last + DEBOUNCE_SECONDS - monotonic()))
                self._last, self._untold = monotonic(), False
                with suppress(Exception):  # the relay's poll is the net under a lost NOTIFY
                    await notify()
        finally:
            self._pending = None
