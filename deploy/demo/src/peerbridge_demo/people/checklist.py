"""Which kinds of event the console has shown so far: asked of its public API, like everything else."""

import asyncio
from typing import Any, Final

from peerbridge.events.catalogue import EVENTS
from peerbridge_demo.people.asking import Asking, Who

__all__ = ["EXPECTED", "Checklist"]

FROM_OUTSIDE: Final = "peerbridge.intake.cases"  # written by state systems, heard by recruitment alone
EXPECTED: Final = tuple(event.__name__ for event in EVENTS.values() if event.topic != FROM_OUTSIDE)
LOOK_SECONDS: Final = 10.0


class Checklist:
    """Every kind of event that a service announces, until it has been seen."""

    def __init__(self, ask: Asking, counties: tuple[str, ...]) -> None:
        self._ask = ask
        self._reader = Who("state_officer", counties)
        self.missing = list(EXPECTED)

    async def first(self) -> None:
        """Return when the console shows an event."""
        while not await self._events():
            await asyncio.sleep(0.3)

    async def run(self, seconds: float) -> None:
        """Look now and then, for so many seconds or until all kinds have been seen."""
        for _ in range(int(seconds / LOOK_SECONDS)):
            await asyncio.sleep(LOOK_SECONDS)
            for name in tuple(self.missing):
                if await self._events(type=name):
                    self.missing.remove(name)
            if not self.missing:
                return

    def line(self, seconds: float) -> str:
        """How far it is."""
        seen = len(EXPECTED) - len(self.missing)
        left = f"; not yet: {', '.join(self.missing)}" if self.missing else ""
        return f"After {seconds:.0f} s the console has shown {seen} of {len(EXPECTED)} kinds of event{left}."

    async def _events(self, **wanted: Any) -> list[dict[str, Any]]:
        return await self._ask.listed(self._reader, "console", "/v1/events", **{**wanted, "limit": 1})
