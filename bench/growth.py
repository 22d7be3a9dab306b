"""Cost per event at ten thousand and at ten million rows in the tables that consumer and relay touch, by turns in one run.

The rows are put there by SQL on the server. Both databases hear the same events, about things that both know.
"""

import asyncio
import sys
from collections.abc import Sequence
from random import Random
from time import perf_counter, time
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import uvloop

from bench.consume import counting
from bench.parts import relaying
from bench.rig import CASES, POLK, Sample, closures, fill, number_of, ready, settings_of, wipe
from peerbridge.database.provision import Urls
from peerbridge.database.wakeup import Wakeup
from peerbridge.testing.sample import make_sample_database

FEW, ROUNDS, EVENTS = 10_000, 3, 20_000
USED = "SELECT pg_current_wal_insert_lsn() - '0/0', blks_read FROM pg_stat_database WHERE datname = current_database()"
WEEK: Final = 7 * 24 * 3600 * 1000  # milliseconds
# `{case}` and `{event}` are ids; n runs over `{series}`, so that the few are every so-many-th of the many.
ROWS: Final = {
    "thing": "INSERT INTO thing (id, county, times, heard) SELECT {case}, '{county}', 1, '' FROM {series}",
    "streams": """INSERT INTO streams (topic, key, version, correlation)
                  SELECT 'peerbridge.matches', ({case})::text, 1, {case} FROM {series}""",
    "inbox": "INSERT INTO inbox (event_id) SELECT {event} FROM {series}",
    "published": """INSERT INTO published (id, event_id, topic, key, payload, headers, created_at, published_at)
                    SELECT n - {many} - 1, {event}, 'peerbridge.matches', ({case})::text, '', '{{}}', at, at
                    FROM (SELECT n, now() - interval '12 days' * (({many} - n) / {many}::float8) AS at FROM {series}) AS spread""",
}
"""Things and streams of five years; an inbox of the twelve weeks that are kept; twelve days of published events, without their text."""


def an_id(what: str, weeks: int, many: int, now: int) -> str:
    """SQL of the n-th of `many` UUIDv7, evenly over these weeks up to now (Unix milliseconds); their random part is made of n."""
    instant = f"to_hex({now} - ({many} - n) * {weeks * WEEK} / {many})"
    digits = f"md5('{what}' || n)"
    return f"(lpad({instant}, 12, '0') || '7' || substr({digits}, 1, 3) || '8' || substr({digits}, 4, 15))::uuid"


async def grown(admin_url: str, rows: int, many: int, now: int) -> Urls:
    """A database with so many rows in each table, vacuumed, analysed and written to disk."""
    urls = await make_sample_database(admin_url)
    place = urls.on(admin_url)
    admin = await asyncpg.connect(place)
    for days in (12, 8, 4, 0):  # the partitions that a service has made day by day
        await admin.execute("SELECT peerbridge_maintain(now() - $1 * interval '1 day')", days)
    said = {
        "case": an_id("case", 260, many, now),
        "event": an_id("event", 12, many, now),
        "series": f"generate_series({many // rows}::bigint, {many}, {many // rows}) AS n",
        "county": POLK,
        "many": many,
    }
    await asyncio.gather(*(put(place, table, said) for table in ROWS))
    await admin.execute("CHECKPOINT")
    for table in ROWS:
        found = await admin.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 (our own names)
        assert found == rows, f"{found} rows in {table}"
    await admin.close()
    return urls


async def put(place: str, table: str, said: dict[str, object]) -> None:
    """One table's rows, then what autovacuum would do behind them."""
    connection = await asyncpg.connect(place)
    await connection.execute(ROWS[table].format(**said))
    await connection.execute(f"VACUUM (ANALYZE) {table}")
    await connection.close()


async def heard(urls: Urls, bootstrap: str) -> float:
    """Microseconds per event of a consumer that has all of them before it."""
    service = counting(settings_of(urls, bootstrap))
    runtime = service.runtime
    async with service.app.router.lifespan_context(service.app):
        await ready(runtime)
        started = perf_counter()
        done = runtime.metrics.heard.labels("sample", CASES, "done")
        while number_of(done) < EVENTS:
            await asyncio.sleep(0.005)
        return (perf_counter() - started) / EVENTS * 1e6


async def relayed(urls: Urls, bootstrap: str) -> float:
    """Microseconds per event of a relay with all of them before it."""
    async with relaying(urls.relay, bootstrap, Wakeup()) as metrics:
        started = perf_counter()
        sent = metrics.relayed.labels("sample", "peerbridge.matches")
        while number_of(sent) < EVENTS:
            await asyncio.sleep(0.005)
        return (perf_counter() - started) / EVENTS * 1e6


async def used(urls: Urls) -> tuple[int, int]:
    """Bytes of write-ahead log of the server, and blocks that this database has read from outside its buffers, so far."""
    owner = await asyncpg.connect(urls.owner)
    wal, read = await owner.fetchrow(USED)
    await owner.close()
    return int(wal), int(read)


async def known(urls: Urls) -> Sequence[UUID]:
    """The things of a database, in no order."""
    owner = await asyncpg.connect(urls.owner)
    await owner.execute("SELECT set_config('peerbridge.counties', $1, false)", POLK)
    things = [row["id"] for row in await owner.fetch("SELECT id FROM thing ORDER BY id")]
    await owner.close()
    Random(1).shuffle(things)
    return things


async def measure(admin_url: str, bootstrap: str, many: int) -> None:
    """Three rounds; in each both databases hear and relay the same new events, whichever came second last time first."""
    await wipe(bootstrap)
    now, started = int(time() * 1000), perf_counter()
    databases = {name: await grown(admin_url, rows, many, now) for name, rows in (("few", FEW), ("many", many))}
    filling = perf_counter() - started
    things = await known(databases["few"])
    for n in range(ROUNDS):
        await fill(bootstrap, closures(EVENTS, things))
        for name in ("few", "many") if n % 2 == 0 else ("many", "few"):
            rows, urls = FEW if name == "few" else many, databases[name]
            for doing, work in (("hear", heard), ("relay", relayed)):
                before = await used(urls)
                each = await work(urls, bootstrap)
                wal, read = ((after - b) / EVENTS for after, b in zip(await used(urls), before, strict=True))
                about = {"rows": rows, "filling_s": filling, "wal_bytes_per_event": wal, "blocks_read_per_event": read}
                Sample("growth", f"{doing}, {name} rows", each, "µs/event", about).print()
    admin = await asyncpg.connect(admin_url)
    for urls in databases.values():
        await admin.execute(f'DROP DATABASE "{urlsplit(urls.owner).path[1:]}" WITH (FORCE)')
    await admin.close()


async def main() -> None:
    """`python -m bench.growth measure ADMIN_URL BOOTSTRAP ROWS`."""
    await measure(sys.argv[2], sys.argv[3], int(sys.argv[4]))


if __name__ == "__main__":
    uvloop.run(main())
