"""Trouble made on purpose: services that end at a named point, and somebody who starts them again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from peerbridge_demo.system import System

__all__ = ["ended_at", "revived"]

LOOK_SECONDS = 0.1


@asynccontextmanager
async def revived(system: System) -> AsyncIterator[list[str]]:
    """While this lasts, whoever ends is started again as usual; who it was, in order."""
    ended: list[str] = []

    async def watch() -> None:
        while True:
            for name in system.dead():
                ended.append(name)
                system.start(name)
            await asyncio.sleep(LOOK_SECONDS)

    watching = asyncio.create_task(watch())
    try:
        yield ended
    finally:
        watching.cancel()


async def ended_at(system: System, point: str, *names: str) -> None:
    """Start these anew, to end themselves as `kill -9` would when they come to the point."""
    await asyncio.to_thread(system.stop, *names)
    system.start(*names, PEERBRIDGE_CRASH_AT=point)
    await system.ready(*names)
