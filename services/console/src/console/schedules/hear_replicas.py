"""Another replica may have heard what this process's readers wait for: its positions tell, twice a second."""

from console.storage.bell import Bell
from peerbridge.database.scope import NOTHING
from peerbridge.runtime import Runtime
from peerbridge.schedules import Loop

__all__ = ["hear_replicas"]

SECONDS = 0.5
STANDS = "SELECT coalesce(sum(next_offset), 0)::bigint FROM positions"


def hear_replicas(bell: Bell) -> Loop:
    """The loop that rings for everyone when positions have moved."""
    last: list[int] = [0]

    async def step(runtime: Runtime) -> bool:
        if len(bell):
            async with runtime.work(scope=NOTHING) as work:
                stands = await (await work.raw()).fetchval(STANDS)
            if stands != last[0]:
                last[0] = stands
                bell.ring()
        return False

    return Loop("hears replicas", SECONDS, step)
