"""What people see and do after a restore: facts that were lost; positions set back before a point at which Kafka lost its tail."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from peerbridge.clock import real_now
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible, Refused
from peerbridge.messaging.own_log import Places

__all__ = ["StillHearing", "acknowledge", "lost_facts", "set_back", "standing"]

LIST = """
SELECT event_id, topic, key, type, county, time, sequence, found_at, state, settled_at, settled_by, reason FROM lost_facts
WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR topic = $2) AND ($3::text IS NULL OR type = $3)
  AND ($4::text IS NULL OR county = $4) AND ($5::text IS NULL OR key = $5) AND ($6::uuid IS NULL OR event_id > $6)
ORDER BY event_id LIMIT $7
"""
ACKNOWLEDGE = """
UPDATE lost_facts SET state = 'acknowledged', settled_at = $1, settled_by = $2, reason = $3 WHERE event_id = ANY (
    SELECT event_id FROM lost_facts WHERE state = 'open' AND ($4::uuid IS NULL OR event_id = $4) AND ($5::text IS NULL OR topic = $5)
    AND ($6::text IS NULL OR type = $6) AND ($7::text IS NULL OR county = $7) AND ($8::text IS NULL OR key = $8)
    ORDER BY event_id LIMIT 1000 FOR UPDATE)
RETURNING event_id, county
"""
FEWER = "UPDATE opening SET open_facts = open_facts - $1"
STANDING = "SELECT topic, partition, next_offset FROM positions ORDER BY topic, partition"
FLOWING = """
SELECT topic FROM unnest($1::text[]) AS t (topic)
WHERE NOT EXISTS (SELECT FROM control c WHERE c.topic = t.topic AND c.paused) ORDER BY 1
"""
BACK = """
UPDATE positions p SET replay_until = greatest(p.next_offset, p.replay_until), next_offset = b.at, generation = generation + 1
FROM unnest($1::text[], $2::int[], $3::bigint[]) AS b (topic, partition, at)
WHERE p.topic = b.topic AND p.partition = b.partition AND b.at < p.next_offset
RETURNING p.topic, p.partition, p.next_offset
"""


class StillHearing(Refused, status=409):
    """{topics} are being heard. Pause every subscriber first (`peerbridge recover kafka` does), set back, then resume."""


async def lost_facts(work: UnitOfWork, **wanted: Any) -> Sequence[dict[str, Any]]:
    """Lost facts the scope sees, oldest first: state, topic, type, county, key narrow; after, limit page."""
    names = ("state", "topic", "type", "county", "key", "after")
    rows = await (await work.raw()).fetch(LIST, *(wanted.get(name) for name in names), wanted.get("limit") or 100)
    return [dict(row) for row in rows]


async def acknowledge(work: UnitOfWork, reason: str, **chosen: Any) -> int:
    """Take up to 1,000 open facts off the list: they were entered again, or nothing is to be done. How many.

    `chosen`: event, topic, type, county, key. Raises: NotVisible, where none is open.
    """
    who = work.principal.subject if work.principal else ""
    values = (chosen.get(name) for name in ("event", "topic", "type", "county", "key"))
    raw = await work.raw()
    rows = await raw.fetch(ACKNOWLEDGE, real_now(), who, reason, *values)
    if not rows:
        raise NotVisible
    await raw.execute(FEWER, len(rows))
    for row in rows:
        event: UUID = row["event_id"]
        work.audit(action="acknowledge lost fact", what=chosen.get("topic") or "", subject=event, county=row["county"])
    return len(rows)


async def standing(work: UnitOfWork) -> Places:
    """Where every partition stands in this database."""
    return {(row["topic"], row["partition"]): row["next_offset"] for row in await (await work.raw()).fetch(STANDING)}


async def set_back(work: UnitOfWork, places: Places) -> Sequence[dict[str, Any]]:
    """Have what lies behind these offsets heard again, as a declared replay; the partitions set back. Raises: StillHearing."""
    raw = await work.raw()
    topics, partitions = [topic for topic, _ in places], [number for _, number in places]
    if flowing := [row["topic"] for row in await raw.fetch(FLOWING, sorted(set(topics)))]:
        raise StillHearing(topics=", ".join(flowing))
    rows = await raw.fetch(BACK, topics, partitions, list(places.values()))
    for row in rows:
        work.audit(action="set position", what=row["topic"], subject=str(row["partition"]))
    return [dict(row) for row in rows]
