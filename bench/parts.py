"""The halves of a service apart: one that only hears, in a process of its own, and one that only relays, in this one."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvloop

from bench.consume import counting
from bench.rig import ready, settings_of
from peerbridge.database.provision import Urls
from peerbridge.database.wakeup import Wakeup
from peerbridge.life import Life, end_tasks
from peerbridge.messaging.relay import Relay
from peerbridge.metrics import Metrics

__all__ = ["hearing", "relaying"]


@asynccontextmanager
async def relaying(url: str, bootstrap: str, wakeup: Wakeup) -> AsyncIterator[Metrics]:
    """A relay in this process, elected; its metrics."""
    metrics = Metrics("sample")
    task = asyncio.create_task(Relay(url, bootstrap, wakeup, metrics, Life().pulse("relay")).run())
    try:
        while not wakeup.elected:
            await asyncio.sleep(0.01)
        yield metrics
    finally:
        await end_tasks(task)


@asynccontextmanager
async def hearing(urls: Urls, bootstrap: str, *, tells: bool = False) -> AsyncIterator[None]:
    """A service that hears in a process of its own; where it `tells`, it wakes the relay that runs in another."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.parts", urls.app, bootstrap, "tells" if tells else "silent",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        if not await process.stdout.readline():
            raise SystemExit("the hearing service ended before it was ready")
        yield
    finally:
        process.stdin.close()
        await process.wait()


async def hear(app: str, bootstrap: str, *, tells: bool) -> None:
    """The hearing process; it ends when its standard input does."""
    service = counting(settings_of(Urls(app, app, app, app), bootstrap))
    if not tells:
        service.runtime.wakeup.notify = None
    async with service.app.router.lifespan_context(service.app):
        await ready(service.runtime)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(hear(sys.argv[1], sys.argv[2], tells=sys.argv[3] == "tells"))
