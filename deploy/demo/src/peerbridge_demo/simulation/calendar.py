"""Everybody waits for days of business time here; who is due goes on when the day has come, and only up to the day that is held.

Everything that has become due is done before the clock is stopped, so at a look nobody is half way.
"""

import asyncio
import heapq
from collections.abc import Coroutine
from datetime import date
from itertools import count
from typing import Any, Final

from peerbridge_demo.people.tally import Tally

__all__ = ["Calendar"]

TICK_SECONDS: Final = 0.02
AT_ONCE: Final = 16  # twice as many as there are questions in flight


class Calendar:
    """`busy`: how many are doing something now, and not waiting for a day."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.busy = 0
        self._waiting: list[tuple[date, int, asyncio.Future[None]]] = []
        self._number = count()
        self._lives: set[asyncio.Task[None]] = set()

    def begin(self, life: Coroutine[Any, Any, None]) -> None:
        """Somebody's life begins; an error of its own is counted as a fault and ends that life alone."""
        task = asyncio.create_task(self._live(life))
        self._lives.add(task)
        task.add_done_callback(self._lives.discard)

    async def until(self, day: date) -> None:
        """Return when this day has come."""
        coming = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (day, next(self._number), coming))
        self.busy -= 1
        try:
            await coming
        finally:
            self.busy += 1

    async def wake(self, day: date) -> None:
        """Let those go on who wait for this day or an earlier one, the earliest first, as many as may act at once."""
        while self._waiting and self._waiting[0][0] <= day and self.busy < AT_ONCE:
            _, _, coming = heapq.heappop(self._waiting)
            if not coming.done():
                coming.set_result(None)
                await asyncio.sleep(0)

    async def quiet(self) -> None:
        """Return when nobody does anything any more: whoever is due but was not woken waits on."""
        while self.busy:
            await asyncio.sleep(TICK_SECONDS)

    async def finish(self, day: date) -> None:
        """Return when everything that is due by this day has been done, and all that came of it by the same day."""
        calm = 0
        while calm < 3:  # noqa: PLR2004 (whoever was woken takes a turn of the loop to be busy)
            await self.wake(day)
            await asyncio.sleep(TICK_SECONDS)
            calm = 0 if self.busy or (self._waiting and self._waiting[0][0] <= day) else calm + 1

    async def together(self, *parts: Coroutine[Any, Any, None]) -> None:
        """Several things of one life side by side, each waiting for days of its own; return when all are over."""
        self.busy -= 1
        try:
            await asyncio.gather(*(self._beside(part) for part in parts))
        finally:
            self.busy += 1

    async def close(self) -> None:
        """Everybody stops where they are."""
        for task in self._lives:
            task.cancel()
        await asyncio.gather(*self._lives, return_exceptions=True)

    async def _beside(self, part: Coroutine[Any, Any, None]) -> None:
        self.busy += 1
        try:
            await part
        finally:
            self.busy -= 1

    async def _live(self, life: Coroutine[Any, Any, None]) -> None:
        self.busy += 1
        try:
            await life
        except Exception as error:  # noqa: BLE001 (whoever it was, the others live on; the verdict says that it happened)
            self.tally.faults[f"{type(error).__name__} {error}"[:120]] += 1
        finally:
            self.busy -= 1
