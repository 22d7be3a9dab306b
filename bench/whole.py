"""The whole system as processes on fresh databases and empty topics: what the rows that go through several services start from."""

import asyncio
from collections.abc import Sequence

import asyncpg

from bench.rig import Sample, quantile
from peerbridge.database.migrations import migrate
from peerbridge.database.provision import Urls, make_database
from peerbridge_demo.system import SERVICES

__all__ = ["fresh_databases", "tell"]


async def fresh_databases(admin_url: str) -> dict[str, Urls]:
    """A database of each service, migrated and empty; those of an earlier run are dropped."""
    admin = await asyncpg.connect(admin_url)
    try:
        for service in SERVICES:
            await admin.execute(f'DROP DATABASE IF EXISTS "bench_{service}" WITH (FORCE)')
    finally:
        await admin.close()
    made = {service: await make_database(admin_url, service, database=f"bench_{service}") for service in SERVICES}
    for service, urls in made.items():  # one after the other: alembic has one context for the whole process
        await asyncio.to_thread(migrate, service, urls.owner)
    return made


def tell(row: str, spans: Sequence[float], prefix: str = "", **about: object) -> None:
    """p50, p95 and p99 of spans (seconds) as samples in milliseconds, with the longest."""
    ordered = sorted(span * 1000 for span in spans)
    told = {**about, "number": len(ordered), "max_ms": ordered[-1]}
    for share, name in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99")):
        Sample(row, f"{prefix}{name}", quantile(ordered, share), "ms", told).print()
