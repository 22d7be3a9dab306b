"""Waiting until nothing is under way any more: everything said was heard, and nobody has anything left to do."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from typing import Final

import asyncpg
from aiokafka.errors import KafkaError

from peerbridge_faults.reader.records import ends_of

__all__ = ["quiet"]

LOOKS: Final = 5  # in a row: what was heard may cause something more
LOOK_SECONDS: Final = 0.4
BUSY: Final = """
SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM job WHERE done_at IS NULL)
    + (SELECT count(*) FROM parked_keys WHERE NOT dead)
"""
LOOKING: Final = "SELECT count(*) FROM pool_change"
SENDING: Final = """
SELECT count(*) FROM turns WHERE handing_over OR (NOT in_business_time AND due_at < now() + interval '45 seconds')
"""


async def quiet(bootstrap: str, urls: Mapping[str, str], topics: Iterable[str], patience: float = 120.0) -> list[str]:
    """Return when all is quiet: nothing; where nothing has moved for `patience` seconds, what was still to be done, in words."""
    until, calm, left = time.monotonic() + patience, 0, ["nobody has looked yet"]
    names = tuple(topics)
    while calm < LOOKS:
        before = left
        try:
            ends = await ends_of(bootstrap, names)
            left = [each for service, url in urls.items() for each in await _left(service, url, ends)]
        except (OSError, LookupError, KafkaError, asyncpg.PostgresError) as error:
            left = [f"{type(error).__name__}"]
        calm = 0 if left else calm + 1
        if left != before:
            until = time.monotonic() + patience
        if left and time.monotonic() > until:
            return left
        await asyncio.sleep(LOOK_SECONDS)
    return []


async def _left(service: str, url: str, ends: Mapping[tuple[str, int], int]) -> list[str]:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        busy = await connection.fetchval(BUSY)
        if await connection.fetchval("SELECT to_regclass('turns') IS NOT NULL"):
            busy += await connection.fetchval(SENDING)
        if await connection.fetchval("SELECT to_regclass('pool_change') IS NOT NULL"):
            busy += await connection.fetchval(LOOKING)
        rows = await connection.fetch("SELECT topic, partition, next_offset FROM positions")
    finally:
        await connection.close()
    stands = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
    topics = {topic for topic, _ in stands}
    behind = sum(max(0, end - stands.get(at, 0)) for at, end in ends.items() if at[0] in topics)
    found = [f"{service} is {behind} records behind"] if behind else []
    found += [f"{service} hears nothing"] if not stands else []
    return found + ([f"{service} has {busy} things to do"] if busy else [])
