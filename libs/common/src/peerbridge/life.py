"""Alive means: the loops turn. A loop silent for a minute, or at work for a minute without finishing anything, ends the process.

A dependency that is away never does: backing off, held and paused are turns (DELIVERY, "Time, schedules, life").
"""

import asyncio
import logging
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from time import monotonic, sleep
from typing import Any, TypeVar

__all__ = ["WRONGLY_SET_UP", "Life", "Pulse", "either", "end_tasks", "patiently", "progress"]

SILENT_SECONDS = 60.0
WRONGLY_SET_UP = 78  # sysexits' EX_CONFIG
log = logging.getLogger("peerbridge.life")
T = TypeVar("T")


class Pulse:
    """One loop's stamps. Written by the loop, read by the watchdog's thread."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.state = "idle"
        self._turned = monotonic()
        self._working_since: float | None = None

    def turn(self, state: str = "idle") -> None:
        """One more round. Any state but `working` excuses a loop from finishing something."""
        self._turned = monotonic()
        if state != "working":
            self._working_since = None
        elif self.state != "working":
            self._working_since = self._turned
        self.state = state

    def mine(self) -> None:
        """From here on, what commits in this task is this loop's progress."""
        _mine.set(self)

    def finished(self) -> None:
        """A piece of work is done: the next one has its own minute."""
        self._turned = monotonic()
        self._working_since = self._turned if self.state == "working" else None

    def silent(self, limit: float = SILENT_SECONDS) -> bool:
        """Whether the loop stands still, or works without end."""
        now, since = monotonic(), self._working_since
        return now - self._turned > limit or (since is not None and now - since > limit)


_mine: ContextVar[Pulse | None] = ContextVar("pulse", default=None)


def progress() -> None:
    """Something was committed: a loop that takes long over many transactions is at work, not stuck."""
    if (pulse := _mine.get()) is not None:
        pulse.finished()


async def patiently(waited: Awaitable[T], turn: Callable[[], None]) -> T:
    """Wait for what may take its time because something outside is away; `turn` is called every second meanwhile."""
    task = asyncio.ensure_future(waited)
    try:
        while not (await asyncio.wait([task], timeout=1.0))[0]:
            turn()
        return task.result()
    finally:
        task.cancel()


async def end_tasks(*tasks: "asyncio.Task[Any]") -> None:
    """Cancel these and return when all have ended, however they did."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def either(*endless: Coroutine[Any, Any, None]) -> None:
    """Run all until the first ends; the others are cancelled and waited for. Raises what it raised."""
    tasks = [asyncio.create_task(one) for one in endless]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await end_tasks(*tasks)
    for task in done:
        task.result()


class Life:
    """All pulses of a process and the thread that watches them, which runs even where the event loop does not."""

    def __init__(self, end: Callable[[int], None] = os._exit, limit: float = SILENT_SECONDS) -> None:
        self.pulses: list[Pulse] = []
        self._end, self._limit = end, limit
        self._stopped = threading.Event()

    def pulse(self, name: str) -> Pulse:
        """A new loop's pulse."""
        pulse = Pulse(name)
        self.pulses.append(pulse)
        return pulse

    def silent(self) -> list[str]:
        """Names of loops that stand still."""
        return [pulse.name for pulse in self.pulses if pulse.silent(self._limit)]

    def watch(self) -> None:
        """Start the watchdog."""
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def refuse(self) -> None:
        """End the process because it must not run as it is set up; the log has said why."""
        self._end(WRONGLY_SET_UP)

    def stop(self) -> None:
        """Let the watchdog end: the process is stopping in order."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(min(1.0, self._limit / 4)):
            if silent := self.silent():
                log.critical("loops silent, ending the process", extra={"loops": silent})
                sleep(0.2)
                self._end(70)
                return
