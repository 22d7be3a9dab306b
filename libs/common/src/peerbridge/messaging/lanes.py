"""A fetch in units of 500, in order per partition: what a unit waits for, its lane's next unit and the other lane use.

A long fetch runs in two lanes of whole partitions, as two replicas would run it, so that one lane's statements run while the
other's events are decoded and decided on. A short one is one transaction.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from peerbridge.crash import MID_BATCH, crash_point
from peerbridge.life import end_tasks
from peerbridge.messaging.heard import Record
from peerbridge.messaging.unit import Unit

__all__ = ["LANES", "UNIT", "in_lanes"]

UNIT, LANES = 500, 2
Make = Callable[[Sequence[Record]], Awaitable[Unit]]
Deliver = Callable[[Unit], Coroutine[Any, Any, None]]


async def in_lanes(records: Sequence[Record], make: Make, deliver: Deliver) -> None:
    """Make and deliver the units of `records`. Raises what the first of them raises, after the others have ended too."""
    if len(records) <= UNIT:
        await _lane(records, make, deliver)
        return
    lanes = [[record for record in records if record.partition % LANES == lane] for lane in range(LANES)]
    running = [asyncio.create_task(_lane(lane, make, deliver)) for lane in lanes]
    try:
        for each in running:
            await each
    finally:
        await end_tasks(*running)


async def _lane(records: Sequence[Record], make: Make, deliver: Deliver) -> None:
    """Units in order: the next is decoded while this one's transaction runs."""
    running: list[asyncio.Task[None]] = []
    try:
        for start in range(0, len(records), UNIT):
            unit = await make(records[start : start + UNIT])
            for before in running:
                await before
                crash_point(MID_BATCH)
            running = [asyncio.create_task(deliver(unit))]
            await asyncio.sleep(0)
        for last in running:
            await last
    finally:
        await end_tasks(*running)
