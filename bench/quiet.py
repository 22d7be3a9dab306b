"""A quiet county beside one that floods: commit → effect committed in the next service, alone and beside it, by turns in one run."""

import asyncio
import sys
from time import perf_counter

import asyncpg
import uvloop

from bench.latency import announce, chain
from bench.rig import POLK, Sample, closures, quantile
from peerbridge.database.engine import Database
from peerbridge.database.scope import Scope
from peerbridge.events.base import Event

RATE, TIMES = 10, 100  # the quiet county's events per second, and how many times as many the other one floods
AT_ONCE = 50  # events in one transaction of the flood: a file that is read in, not a hundred people at work
SECONDS, WARMING_UP = 4, 1  # per turn; the first second of each turn is not counted
FLOODING = "19001"
LEAD = 0.5  # seconds until the first is due
NOW = "SELECT extract(epoch FROM clock_timestamp())::float8"
STAMPS = "SELECT id::text, extract(epoch FROM stamped)::float8 AS at FROM thing WHERE id = ANY ($1::text[]::uuid[])"


async def flood(database: Database, until: float) -> int:
    """Events of the flooding county at its rate until then; how many."""
    started, sent = perf_counter(), 0
    running = []
    while perf_counter() < until:
        running.append(asyncio.create_task(_pour(database, closures(AT_ONCE, AT_ONCE))))
        sent += AT_ONCE
        await asyncio.sleep(max(0.0, started + sent / (RATE * TIMES) - perf_counter()))
    await asyncio.gather(*running)
    return sent


async def _pour(database: Database, events: list[Event]) -> None:
    async with database.unit_of_work(Scope((FLOODING,))) as work:
        work.announce(*events, county=FLOODING)


async def turn(database: Database, owner: asyncpg.Connection, *, flooded: bool) -> tuple[list[float], int]:
    """One turn: the quiet county's milliseconds from due to committed, and how many events flooded beside it."""
    events = closures(RATE * SECONDS, RATE * SECONDS)
    wall = await owner.fetchval(NOW)
    started = perf_counter() + LEAD
    pouring = asyncio.create_task(flood(database, started + SECONDS if flooded else 0.0))
    late: list[float] = []
    await asyncio.gather(*(announce(database, e, n / RATE, started, late) for n, e in enumerate(events)))  # type: ignore[arg-type]  # closures
    sent = await pouring
    stamps = await stamped(owner, POLK, [event.subject for event in events])
    spans = [(stamps[e.subject] - wall - LEAD - n / RATE) * 1000 for n, e in enumerate(events)]
    return spans[WARMING_UP * RATE :], sent


async def stamped(owner: asyncpg.Connection, county: str, things: list[str]) -> dict[str, float]:
    """When each of these was stored, once all are."""
    await owner.execute("SELECT set_config('peerbridge.counties', $1, false)", county)
    while len(rows := await owner.fetch(STAMPS, things)) < len(things):
        await asyncio.sleep(0.1)
    return {row["id"]: row["at"] for row in rows}


async def settled(owner: asyncpg.Connection, sent: int) -> None:
    """Return when the whole flood has been heard: the next turn is alone."""
    await owner.execute("SELECT set_config('peerbridge.counties', $1, false)", FLOODING)
    while await owner.fetchval("SELECT count(*) FROM thing") < sent:
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)


async def measure(admin_url: str, bootstrap: str, turns: int) -> None:
    """`turns` turns alone and as many beside the flood, in the order alone, flooded, flooded, alone."""
    spans: dict[str, list[float]] = {"alone": [], "flooded": []}
    sent = 0
    async with chain(admin_url, bootstrap) as (database, owner):
        for n in range(2 * turns):
            flooded = n % 4 in {1, 2}
            found, more = await turn(database, owner, flooded=flooded)
            spans["flooded" if flooded else "alone"] += found
            sent += more
            await settled(owner, sent)
    about = {"quiet_rate": RATE, "flood_rate": sent / turns / (SECONDS + LEAD)}
    for kind, values in spans.items():
        values.sort()
        more_about = {**about, "number": len(values), "p50_ms": values[len(values) // 2], "max_ms": values[-1]}
        Sample("quiet", f"p95 {kind}", quantile(values, 0.95), "ms", more_about).print()


async def main() -> None:
    """`python -m bench.quiet measure ADMIN_URL BOOTSTRAP TURNS`."""
    await measure(sys.argv[2], sys.argv[3], int(sys.argv[4]))


if __name__ == "__main__":
    uvloop.run(main())
