"""The newest of what lies in many counties, one short index range per county: neither many counties nor rare ones make it slow.

A page is looked for a few rows deep in each county; only counties that may hold more of the page are looked into again.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

from peerbridge.database.work import UnitOfWork

__all__ = ["in_index_order", "newest"]

SHALLOW: Final = 6  # rows: in a state of a hundred counties a page of forty has seldom more of one county


@asynccontextmanager
async def in_index_order(work: UnitOfWork) -> AsyncIterator[Any]:
    """The driver's connection, while statements walk indexes in their order.

    The planner takes a row policy for far narrower than it is, and would read a county whole to find its newest few rows.
    """
    raw = await work.raw()
    await raw.execute("SET LOCAL enable_bitmapscan = off")
    yield raw
    await raw.execute("SET LOCAL enable_bitmapscan = on")


async def newest(work: UnitOfWork, statement: str, counties: Sequence[str], limit: int, *values: Any) -> list[UUID]:
    """The `limit` highest ids of these counties, highest first.

    `statement` gives (county, id), per county of $1 the highest ids, at most $2 of them; `values` are its further parameters.
    """
    deep = min(limit, max(SHALLOW, 2 * limit // max(1, len(counties))))
    async with in_index_order(work) as raw:
        found = await raw.fetch(statement, list(counties), deep, *values)
        again = _cut_short([(row["county"], row["id"]) for row in found], deep, limit) if deep < limit else set()
        if again:
            found = [row for row in found if row["county"] not in again]
            found += await raw.fetch(statement, sorted(again), limit, *values)
    return sorted((row["id"] for row in found), reverse=True)[:limit]


def _cut_short(found: Sequence[tuple[str, UUID]], deep: int, limit: int) -> set[str]:
    """The counties of which more may belong to the page: all of their rows do, and there were as many as were asked for."""
    last = sorted((each for _, each in found), reverse=True)[:limit][-1:]
    counts: dict[str, list[UUID]] = {}
    for county, each in found:
        counts.setdefault(county, []).append(each)
    return {county for county, ids in counts.items() if len(ids) == deep and min(ids) >= last[0]}
