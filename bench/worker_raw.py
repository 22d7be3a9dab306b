"""The raw limit of a rebuild: the same rows, fetched by the driver and left as they are, and OR-tools' solve of the same size."""

import asyncio
from time import perf_counter
from typing import Final, NamedTuple

import asyncpg

from bench.matching_made import Made, made, paired
from bench.matching_peers import ortools
from bench.worker_made import SIZES

__all__ = ["Raw", "raw"]

QUERIES: Final = (
    "SELECT * FROM request WHERE state = 'open'",
    "SELECT * FROM known_case",
    "SELECT * FROM waiting",
    "SELECT * FROM roster",
    "SELECT * FROM profile",
    "SELECT * FROM place",
    "SELECT * FROM hold WHERE released_at IS NULL",
    "SELECT * FROM proposal WHERE state = 'tentative' AND seen_at IS NULL",
    "SELECT family, partner, declined_by FROM proposal WHERE declined_by IS NOT NULL",
    """SELECT family, partner FROM "match" WHERE reason IS NOT NULL""",
)


class Raw(NamedTuple):
    """Seconds of the limit, of its reading alone, and how many rows were read."""

    seconds: float
    reading: float
    rows: int


def raw(place: str, families: int) -> Raw:
    """Measured in a process of its own."""
    state = made(SIZES[families])
    begun = perf_counter()
    rows = asyncio.run(_fetched(place))
    reading = perf_counter() - begun
    return Raw(reading + _solved(state), reading, rows)


async def _fetched(place: str) -> int:
    connection = await asyncpg.connect(place)
    found = [await connection.fetch(query) for query in QUERIES]
    await connection.close()
    return sum(len(rows) for rows in found)


def _solved(state: Made) -> float:
    return ortools(state, paired(state)).seconds
