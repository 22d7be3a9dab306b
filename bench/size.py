"""`python -m bench size`: what a case, a closure and a match cost in bytes, measured on a whole running system, phase by phase.

Each phase is measured by what it adds, so that empty tables and the programmes cost nothing. Sizes are the servers' own: tables and
indexes after VACUUM, the write-ahead log by its position, Kafka's log segments as files. What is kept for a while only (`published`
14 days, `inbox` 12 weeks, answers to repeated commands 48 hours) is told apart from what stays.
"""

import asyncio
import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import asyncpg

from bench.rig import RESULTS, wipe
from bench.sweeps import rounds
from peerbridge.database.migrations import migrate
from peerbridge.database.provision import Urls, make_database
from peerbridge.events.catalogue import TOPICS
from peerbridge.intake.generator import Plan, write_file
from peerbridge_demo.story import Trial, peerbridge, trial
from peerbridge_demo.story.support import COUNTY, family, partners
from peerbridge_demo.system import SERVICES
from peerbridge_local.kafka import Kafka
from peerbridge_local.machine import machine
from peerbridge_local.stack import Stack

__all__ = ["main"]

TABLES: Final = """
SELECT c.relname AS name, pg_table_size(c.oid) AS tables, pg_indexes_size(c.oid) AS indexes
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1
"""
TOGETHER: Final = 5  # families at a time
WAL: Final = "SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint"
UNTIL: Final = date(2025, 12, 31)
KEPT: Final = {
    "published": "published, 14 days",
    "inbox": "inbox, 12 weeks",
    "idempotency": "repeated commands, 48 h",
    "outbox": "outbox",
}
IDLE_SECONDS: Final = 60.0
Sizes = Counter[str]


def of_topics(kafka: Kafka) -> Sizes:
    """Bytes of each topic's log segments, without their indexes (which are made in steps of ten megabytes)."""
    found: Sizes = Counter()
    for folder in kafka.logs.glob("peerbridge.*-*"):
        topic = folder.name.rpartition("-")[0]
        found[f"topic {topic}"] += sum(f.stat().st_size for f in folder.glob("*.log"))
    return found


async def look(world: Trial, urls: Mapping[str, Urls], admin_url: str, kafka: Kafka) -> Sizes:
    """Everything that is stored now, in bytes; rows of the topics beside it."""
    found: Sizes = of_topics(kafka)
    server = await asyncpg.connect(admin_url)
    found["wal"] = await server.fetchval(WAL)
    for service in urls:
        await world.databases.execute(service, "VACUUM")  # an outbox that has been emptied is not what is stored
        for row in await world.databases.rows(service, TABLES):
            name = row["name"].split("_p")[0] if row["name"].startswith(("inbox_", "published_")) else row["name"]
            kind = KEPT.get(name.partition("_")[0])
            found[f"{kind} (all services)" if kind else f"{service} tables, for ever"] += row["tables"]
            found[f"{kind} (all services)" if kind else f"{service} indexes, for ever"] += row["indexes"]
            found[f"table {service}.{name}"] += row["tables"] + row["indexes"]
    found["wal at rest"] = await server.fetchval(WAL)  # what looking itself has written belongs to no phase
    await server.close()
    said = await world.said()
    found["events"] = len(said)
    for each in said:
        found[f"event {each.name}"] += 1
    return found


async def cases(world: Trial, children: int) -> None:
    """A state's yearly file of this many children, imported as its officer does."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "year.xml")
        write_file(Plan(children=children, counties=(COUNTY,), years=1, until=UNTIL, seed=7), "afcars", file)
        token = await world.token("state_officer")
        done = await peerbridge(world.addresses, token, "import", "afcars", str(file), "--today", "2026-01-05")
    if done.code:
        raise SystemExit(f"the file was not taken in: {done.noted[-500:]}")


async def measure(world: Trial, urls: Mapping[str, Urls], stack: Stack, children: int, matches: int) -> dict[str, Any]:
    """What each phase adds."""
    kafka = stack.kafka
    assert kafka is not None, "topics are measured as files: PEERBRIDGE_KAFKA_BOOTSTRAP names a broker elsewhere"

    async def now() -> Sizes:
        await world.databases.settled(600)
        return await look(world, urls, stack.admin_url, kafka)

    await partners(world, max(1, matches // 10 + 1))
    looks = {"before": await now()}
    await cases(world, children)
    looks["cases"] = await now()
    for first in range(0, matches, TOGETHER):
        together = range(first, min(first + TOGETHER, matches))
        await asyncio.gather(*(family(world, f"measured-{number}") for number in together))
    looks["matches"] = await now()
    await asyncio.sleep(IDLE_SECONDS)
    looks["idle"] = await now()
    return {
        "idle": grown(looks["matches"], looks["idle"]) | {"units": int(IDLE_SECONDS)},
        "cases": grown(looks["before"], looks["cases"]) | {"units": children},
        "matches": grown(looks["cases"], looks["matches"]) | {"units": matches},
    }


def grown(before: Sizes, after: Sizes) -> dict[str, int]:
    """The difference, without what stayed as it was."""
    rested = {**before, "wal": before["wal at rest"]}
    return {name: size - rested.get(name, 0) for name, size in after.items() if size != rested.get(name, 0)}


def told(phase: str, figures: Mapping[str, int]) -> list[str]:
    """A phase as rows of a table, in bytes per unit and per event."""
    units, events = figures["units"], max(1, figures.get("events", 0))
    lines = [f"| {phase}: {units:,} units, {events:,} events | bytes per unit | bytes per event |", "|---|---|---|"]
    topics = sum(size for name, size in figures.items() if name.startswith("topic "))
    ever = {name: size for name, size in figures.items() if name.endswith(", for ever")}
    rows = {"topics, one copy": topics, "write-ahead log": figures.get("wal", 0), **ever}
    rows["all databases, for ever"] = sum(ever.values())
    rows |= {name: size for name, size in figures.items() if name.endswith("(all services)")}
    return [*lines, *(f"| {name} | {size / units:,.0f} | {size / events:,.0f} |" for name, size in rows.items())]


async def run(children: int, matches: int) -> dict[str, Any]:
    """On fresh servers, with every service as a process."""
    with Stack.start("size") as stack:
        await wipe(stack.bootstrap)
        urls = {name: await make_database(stack.admin_url, name) for name in SERVICES}
        for name in SERVICES:
            await asyncio.to_thread(migrate, name, urls[name].owner)
        async with trial("size", stack.admin_url, stack.bootstrap, urls) as world:
            phases = await measure(world, urls, stack, children, matches)
        return {"phases": phases, "sweeps, ms per county": await rounds(urls)}


def main(arguments: list[str]) -> None:
    """Measure, keep `results/size.json`, print tables for docs/sizing.md."""
    parser = ArgumentParser(prog="python -m bench size")
    parser.add_argument("--children", type=int, default=5_000, help="in the yearly file")
    parser.add_argument("--matches", type=int, default=50)
    wanted = parser.parse_args(arguments)
    measured = asyncio.run(run(wanted.children, wanted.matches))
    RESULTS.mkdir(exist_ok=True)
    about = {"machine": machine(), "partitions": {t.name: t.partitions for t in TOPICS.values()}, **measured}
    (RESULTS / "size.json").write_text(json.dumps(about, indent=1) + "\n")
    for phase, figures in measured["phases"].items():
        sys.stdout.write("\n".join(told(phase, figures)) + "\n\n")
    for service, sweeps in measured["sweeps, ms per county"].items():
        sys.stdout.write(f"{service}: {sum(sweeps.values()):.1f} ms per county and round: {sweeps}\n")
