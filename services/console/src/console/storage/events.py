"""Events in by one set statement, and out in pages, newest first.

Lists walk one index range per county of the reader, and one of what is shared with it: their cost does not depend on how many events
other counties have.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from console.domain.mentions import mentioned
from console.domain.told import Told
from console.storage.newest import newest
from console.storage.sql import sql
from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event

__all__ = ["LAST", "insert", "listed", "of_ids", "one", "told"]

LAST: Final = UUID(int=(1 << 128) - 1)
INSERT: Final = """
INSERT INTO event (id, topic, type, subject, county, shared_with, is_shared, "time", sequence, correlation, causation, ids, case_id, data)
SELECT id, topic, type, subject, county, string_to_array(shared, ',')::varchar[], shared <> '', "time", sequence, correlation, causation,
       string_to_array(ids, ',')::uuid[], case_id, data::jsonb
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::bigint[], $9::uuid[],
            $10::uuid[], $11::text[], $12::uuid[], $13::text[])
     AS told (id, topic, type, subject, county, shared, "time", sequence, correlation, causation, ids, case_id, data)
ON CONFLICT DO NOTHING
"""
MENTION: Final = (
    "INSERT INTO mention (thing, event) SELECT * FROM unnest($1::uuid[], $2::uuid[]) ON CONFLICT DO NOTHING"
)
OWN: Final = """
SELECT wanted.county, found.id FROM unnest($1::text[]) AS wanted (county)
CROSS JOIN LATERAL (
    SELECT e.id FROM event e WHERE e.county = wanted.county AND e.id < $3 {also} ORDER BY e.id DESC LIMIT $2) AS found
"""
SHARED: Final = """
SELECT wanted.county, found.event AS id FROM unnest($1::text[]) AS wanted (county)
CROSS JOIN LATERAL (
    SELECT e.event FROM shared e WHERE e.county = wanted.county AND e.event < $3 {also} ORDER BY e.event DESC LIMIT $2) AS found
"""
ABOUT: Final = (
    "SELECT {columns} FROM event e WHERE e.subject = $4 AND e.id < $2 AND {seen} {also} ORDER BY e.id DESC LIMIT $3"
)
OF_IDS: Final = sql("SELECT {columns} FROM event e WHERE e.id = ANY ($2::uuid[]) AND {seen}")


async def insert(work: UnitOfWork, heard: Sequence[Event]) -> None:
    """Keep these events; one that is kept already stays as it is."""
    raw = await work.raw()
    named = [mentioned(event) for event in heard]
    rows = [_columns(event, things) for event, things in zip(heard, named, strict=True)]
    await raw.execute(INSERT, *map(list, zip(*rows, strict=True)))
    pairs = [(thing, event.about.id) for event, things in zip(heard, named, strict=True) for thing in things]
    await raw.execute(MENTION, [thing for thing, _ in pairs], [event for _, event in pairs])


def _columns(event: Event, things: Sequence[UUID]) -> tuple[Any, ...]:
    about = event.about
    return (
        about.id, event.topic, about.type, about.subject, about.county, ",".join(about.shared_with), about.time, about.sequence,
        about.correlation, about.causation, ",".join(map(str, things)), getattr(event, "case", None), event.payload().decode(),
    )  # fmt: skip


def told(row: Mapping[str, Any]) -> Told:
    """The event in a row of `COLUMNS`."""
    return Told(
        id=row["id"], topic=row["topic"], type=row["type"], subject=row["subject"], county=row["county"],
        shared_with=tuple(row["shared_with"]), time=row["time"], sequence=row["sequence"], correlation=row["correlation"],
        causation=row["causation"], ids=tuple(row["ids"]), case=row["case_id"], data=json.loads(row["data"]),
    )  # fmt: skip


async def listed(
    work: UnitOfWork,
    counties: Sequence[str],
    *,
    type_: str | None = None,
    subject: str | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> list[Told]:
    """Events of these counties or shared with them, newest first; `before` is the last id of the page before."""
    start, typed = before or LAST, [] if type_ is None else [type_]
    if subject is not None:
        also = "AND e.type = $5" if typed else ""
        rows = await (await work.raw()).fetch(sql(ABOUT, also=also), list(counties), start, limit, subject, *typed)
        return [told(row) for row in rows]
    also = "AND e.type = $4" if typed else ""
    own = await newest(work, sql(OWN, also=also), counties, limit, start, *typed)
    shared = await newest(work, sql(SHARED, also=also), counties, limit, start, *typed)
    ids = sorted({*own, *shared}, reverse=True)[:limit]
    return (await of_ids(work, counties, ids))[::-1]


async def of_ids(work: UnitOfWork, counties: Sequence[str], ids: Sequence[UUID]) -> list[Told]:
    """The visible ones of these events, oldest first."""
    rows = await (await work.raw()).fetch(OF_IDS, list(counties), list(ids))
    return sorted((told(row) for row in rows), key=lambda event: event.id)


async def one(work: UnitOfWork, counties: Sequence[str], event: UUID) -> Told | None:
    """One event, if it is visible."""
    found = await of_ids(work, counties, [event])
    return found[0] if found else None
