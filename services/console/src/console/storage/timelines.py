"""A case's story: what names the case, what belongs to the same correlations, and what those events caused.

Many cases can share a correlation (one file brings thousands), so a story follows a correlation only from thing to thing, and never
to an event of another case.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from console.domain.told import Told
from console.storage.events import told
from console.storage.sql import sql
from peerbridge.database.work import UnitOfWork

__all__ = ["MOST", "cases_of", "neighbours", "story"]

MOST: Final = 2_000  # events: a page that a person can still read, and a bound for what one request costs
ROUNDS: Final = 8
NAMING: Final = sql("""
SELECT {columns} FROM mention m JOIN event e ON e.id = m.event WHERE m.thing = $2 AND e.case_id = $2 AND {seen} ORDER BY e.id LIMIT $3
""")
LINKED: Final = sql("""
SELECT {columns} FROM (SELECT DISTINCT event FROM mention WHERE thing = ANY ($4::uuid[])) AS m JOIN event e ON e.id = m.event
WHERE e.correlation = ANY ($5::uuid[]) AND (e.case_id IS NULL OR e.case_id = $2) AND {seen} ORDER BY e.id LIMIT $3
""")
CAUSED: Final = sql("""
SELECT {columns} FROM event e
WHERE e.causation = ANY ($4::uuid[]) AND (e.case_id IS NULL OR e.case_id = $2) AND {seen} ORDER BY e.id LIMIT $3
""")
NEIGHBOURS: Final = sql("""
SELECT {columns} FROM event e WHERE e.id IN (
    SELECT e.id FROM event e WHERE e.id = $2 UNION ALL (SELECT e.id FROM event e WHERE e.causation = $3 ORDER BY e.id LIMIT $4))
AND {seen} ORDER BY e.id
""")
CASES: Final = sql("""
SELECT DISTINCT e.case_id FROM mention m JOIN event e ON e.id = m.event
WHERE m.thing = ANY ($2::uuid[]) AND e.case_id IS NOT NULL AND {seen} LIMIT $3
""")


async def story(work: UnitOfWork, counties: Sequence[str], case: UUID) -> list[Told]:
    """The visible events of a case's story, oldest first, at most `MOST`."""
    raw, scope = await work.raw(), list(counties)
    found = {row["id"]: told(row) for row in await raw.fetch(NAMING, scope, case, MOST)}
    correlations = sorted({event.correlation for event in found.values()})
    fresh, asked = list(found.values()), {case}
    for _ in range(ROUNDS):
        things = sorted({thing for event in fresh for thing in event.links} - asked)
        asked.update(things)
        rows = [
            *(await raw.fetch(LINKED, scope, case, MOST, things, correlations) if things else ()),
            *(await raw.fetch(CAUSED, scope, case, MOST, [event.id for event in fresh]) if fresh else ()),
        ]
        fresh = [told(row) for row in {row["id"]: row for row in rows if row["id"] not in found}.values()]
        found.update((event.id, event) for event in fresh)
        if not fresh or len(found) >= MOST:
            break
    return sorted(found.values(), key=lambda event: event.id)[:MOST]


async def cases_of(work: UnitOfWork, counties: Sequence[str], things: Sequence[UUID], limit: int = 20) -> list[UUID]:
    """The cases named beside any of these things."""
    rows = await (await work.raw()).fetch(CASES, list(counties), list(things), limit)
    return sorted(row["case_id"] for row in rows)


async def neighbours(work: UnitOfWork, counties: Sequence[str], event: Told, limit: int = 20) -> list[Told]:
    """The event that caused this one, and those it caused, oldest first."""
    rows = await (await work.raw()).fetch(NEIGHBOURS, list(counties), event.causation, event.id, limit)
    return [told(row) for row in rows]
