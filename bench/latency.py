"""Commit in one service → effect committed in the next, open loop: every event has a due time, and lateness counts."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

import asyncpg
import uvloop

from bench.parts import hearing, relaying
from bench.rig import POLK, Sample, closures, quantile, wipe
from peerbridge.clock import SettableClock
from peerbridge.database.engine import Database
from peerbridge.database.scope import Scope
from peerbridge.database.wakeup import Wakeup
from peerbridge.events.cases import CaseClosed
from peerbridge.testing.sample import make_sample_database

RATE = 200  # events per second
WARMING_UP = 2  # seconds in which pools are filled and statements prepared; not counted
STAMP = "ALTER TABLE thing ADD COLUMN stamped timestamptz DEFAULT clock_timestamp()"


async def announce(database: Database, event: CaseClosed, due: float, started: float, late: list[float]) -> None:
    """One transaction at its due time."""
    await asyncio.sleep(max(0.0, started + due - perf_counter()))
    async with database.unit_of_work(Scope((POLK,))) as work:
        work.announce(event, county=POLK)
    late.append(perf_counter() - started - due)


@asynccontextmanager
async def chain(admin_url: str, bootstrap: str) -> AsyncIterator[tuple[Database, asyncpg.Connection]]:
    """Two services: the first announces and relays in this process; of the second, hearing in its own, the owner's eye.

    The second stamps each thing when it first stores it.
    """
    await wipe(bootstrap)
    source, sink = await make_sample_database(admin_url), await make_sample_database(admin_url)
    owner = await asyncpg.connect(sink.owner)
    await owner.execute(STAMP)
    wakeup = Wakeup()
    database = Database(source.app, service="sample", clock=SettableClock(), wakeup=wakeup, pool=20)
    try:
        async with hearing(sink, bootstrap), relaying(source.relay, bootstrap, wakeup):
            await asyncio.sleep(1)
            yield database, owner
    finally:
        await database.close()
        await owner.close()


async def measure(admin_url: str, bootstrap: str, number: int) -> None:
    """Announce `number` events at 200 per second and read from the receiver's database when each effect was committed."""
    async with chain(admin_url, bootstrap) as (database, owner):
        await run_load(database, owner, number)


async def run_load(database: Database, owner: asyncpg.Connection, number: int) -> None:
    """The open loop and its percentiles, in milliseconds from the due time to the statement before the effect's commit."""
    events = closures(number, number)
    late: list[float] = []
    wall = await owner.fetchval("SELECT clock_timestamp()")
    started = perf_counter() + 0.5
    offset = 0.5
    await asyncio.gather(*(announce(database, e, n / RATE, started, late) for n, e in enumerate(events)))  # type: ignore[arg-type]
    await owner.execute("SELECT set_config('peerbridge.counties', $1, false)", POLK)
    while await owner.fetchval("SELECT count(*) FROM thing") < number:
        await asyncio.sleep(0.1)
    rows = {row["id"]: row["stamped"] for row in await owner.fetch("SELECT id, stamped FROM thing")}
    spans = sorted(
        ((rows[e.case] - wall).total_seconds() - offset - n / RATE) * 1000
        for n, e in enumerate(events)
        if isinstance(e, CaseClosed) and n >= WARMING_UP * RATE
    )
    late.sort()
    for share, name in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99")):
        about = {"commit_ms": quantile(late, share) * 1000, "max_ms": spans[-1], "rate": RATE}
        Sample("latency", name, quantile(spans, share), "ms", about).print()


async def main() -> None:
    """`python -m bench.latency measure ADMIN_URL BOOTSTRAP NUMBER`."""
    await measure(sys.argv[2], sys.argv[3], int(sys.argv[4]))


if __name__ == "__main__":
    uvloop.run(main())
