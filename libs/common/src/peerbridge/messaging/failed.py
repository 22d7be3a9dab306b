"""What a person can see and do about failed events: list, retry, discard with a reason; pause, resume, positions, republish."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from peerbridge.clock import real_now
from peerbridge.database.policies import PLATFORM
from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible, Refused
from peerbridge.jobs import CHUNK, Job, start_job
from peerbridge.messaging.parking import BEYOND

__all__ = [
    "StillFlowing",
    "discard",
    "listed",
    "pause",
    "positions",
    "republish",
    "republish_chunk",
    "retry",
    "set_position",
]

SEEN = f"({seen('p')} OR {PLATFORM})"  # of a `parked p`
LIST = filtered(
    """
SELECT p.id, p.topic, p.key, p.partition, p."offset", p.event_id, p.type, p.county, p.fingerprint,
       p.parked_at, k.dead, k.attempt, k.next_attempt_at
FROM parked p JOIN parked_keys k USING (topic, key)
WHERE {seen} AND ($1::text IS NULL OR p.topic = $1) AND ($2::text IS NULL OR p.county = $2) AND ($3::bool IS NULL OR k.dead = $3)
  AND ($4::text IS NULL OR p.fingerprint = $4) AND ($5::text IS NULL OR p.key = $5) AND p.id > $6
ORDER BY p.id LIMIT $7
""",
    seen=SEEN,
)
VISIBLE_HEADS = filtered(
    """
SELECT DISTINCT topic, key FROM parked p
WHERE {seen} AND ((topic = $1 AND key = $2) OR ($3::text IS NOT NULL AND fingerprint = $3)) ORDER BY topic, key LIMIT 1000
""",
    seen=SEEN,
)
RETRY = "UPDATE parked_keys SET attempt = 0, dead = false, next_attempt_at = $3 WHERE topic = $1 AND key = $2"
HEAD = filtered(
    "SELECT id, event_id, county, fingerprint FROM parked p WHERE topic = $1 AND key = $2 AND {seen} ORDER BY id LIMIT 1",
    seen=SEEN,
)
PAUSE = """
INSERT INTO control (topic, paused, reason, changed_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (topic) DO UPDATE SET paused = excluded.paused, reason = excluded.reason, changed_at = excluded.changed_at
"""
SET_POSITION = """
UPDATE positions SET replay_until = greatest(next_offset, replay_until), next_offset = $3, generation = generation + 1
WHERE topic = $1 AND partition = $2 RETURNING next_offset
"""
REPUBLISH = """
WITH again AS (
    SELECT id, event_id, topic, key, payload, headers, published_at FROM published
    WHERE (published_at, id) > ($1, $2) ORDER BY published_at, id LIMIT $3
), handed AS (
    INSERT INTO outbox (event_id, topic, key, payload, headers)
    SELECT event_id, topic, key, payload, headers FROM again WHERE published_at < $4 ORDER BY published_at, id
)
SELECT published_at, id FROM again WHERE published_at < $4 ORDER BY published_at DESC, id DESC LIMIT 1
"""


class StillFlowing(Refused, status=409):
    """Partition {partition} of {topic} is being read. Pause the subscriber first, set the position, then resume."""


async def listed(work: UnitOfWork, **wanted: Any) -> Sequence[dict[str, Any]]:
    """Parked events the scope sees, oldest first: topic, county, dead, fingerprint, key narrow; after, limit page."""
    names = ("topic", "county", "dead", "fingerprint", "key")
    rows = await (await work.raw()).fetch(
        LIST, *(wanted.get(n) for n in names), wanted.get("after") or 0, wanted.get("limit") or 100
    )
    return [dict(row) for row in rows]


async def _keys(work: UnitOfWork, topic: str | None, key: str | None, fingerprint: str | None) -> list[tuple[str, str]]:
    """The parked keys meant, as far as the scope sees an event of theirs. Raises: NotVisible."""
    found = [
        (row["topic"], row["key"]) for row in await (await work.raw()).fetch(VISIBLE_HEADS, topic, key, fingerprint)
    ]
    if not found:
        raise NotVisible
    return found


async def retry(
    work: UnitOfWork, *, topic: str | None = None, key: str | None = None, fingerprint: str | None = None
) -> int:
    """Run these keys again as soon as a worker takes them, with all attempts anew; how many keys. Raises: NotVisible."""
    keys = await _keys(work, topic, key, fingerprint)
    raw = await work.raw()
    for each_topic, each_key in keys:
        await raw.execute(RETRY, each_topic, each_key, real_now())
        work.audit(action="retry", what=each_topic, subject=each_key)
    return len(keys)


async def discard(
    work: UnitOfWork, reason: str, *, topic: str | None = None, key: str | None = None, fingerprint: str | None = None
) -> int:
    """Discard the head event of each of these keys; what waits behind it runs next, unless it too is beyond the inbox.

    Returns: how many. Raises: NotVisible.
    """
    keys = await _keys(work, topic, key, fingerprint)
    raw = await work.raw()
    discarded = 0
    for each_topic, each_key in keys:
        await raw.fetchrow("SELECT 1 FROM parked_keys WHERE topic = $1 AND key = $2 FOR UPDATE", each_topic, each_key)
        head = await raw.fetchrow(HEAD, each_topic, each_key)
        if head is None or (fingerprint is not None and head["fingerprint"] != fingerprint):
            continue
        await raw.execute("DELETE FROM parked WHERE id = $1", head["id"])
        following = await raw.fetchrow(HEAD, each_topic, each_key)
        if following is None or following["fingerprint"] != BEYOND:
            await raw.execute(RETRY, each_topic, each_key, real_now())
        work.audit(
            action="discard",
            what=each_topic,
            subject=head["event_id"],
            county=head["county"],
            outcome=f"reason: {len(reason)} characters",
        )
        discarded += 1
    return discarded


async def pause(work: UnitOfWork, topic: str, *, paused: bool, reason: str) -> None:
    """Pause or resume a topic's subscriber on all replicas, within a second."""
    await (await work.raw()).execute(PAUSE, topic, paused, reason, real_now())
    work.audit(action="pause" if paused else "resume", what=topic)


async def positions(work: UnitOfWork) -> Sequence[dict[str, Any]]:
    """Where every partition stands: topic, partition, next_offset, replay_until."""
    return [dict(row) for row in await (await work.raw()).fetch("SELECT * FROM positions ORDER BY topic, partition")]


async def set_position(work: UnitOfWork, topic: str, partition: int, next_offset: int) -> None:
    """Have a partition heard again from `next_offset`, as a declared replay. Raises: StillFlowing, NotVisible.

    Whoever reads it stands in an older generation from now on: it moves the position no more, and seeks anew within a second.
    """
    raw = await work.raw()
    if not await raw.fetchval("SELECT paused FROM control WHERE topic = $1", topic):
        raise StillFlowing(topic=topic, partition=partition)
    if await raw.fetchval(SET_POSITION, topic, partition, next_offset) is None:
        raise NotVisible
    work.audit(action="set position", what=topic, subject=str(partition))


async def republish(work: UnitOfWork, since: datetime) -> UUID:
    """Leave a job that hands everything published since then to the relay again, in order; receivers know the ids."""
    work.audit(action="republish", what=since.isoformat())
    return await start_job(work, "republish", f"{since.isoformat()} {real_now().isoformat()}", ())


async def republish_chunk(work: UnitOfWork, job: Job) -> str:
    """The next thousand of what was published between the job's two instants; the cursor after them."""
    since, until = (datetime.fromisoformat(instant) for instant in job.subject.split(" "))
    at, _, number = job.cursor.partition(" ")
    after = datetime.fromisoformat(at) if at else since
    row = await (await work.raw()).fetchrow(REPUBLISH, after, int(number or 0), CHUNK, until)
    work.published = row is not None
    return f"{row['published_at'].isoformat()} {row['id']}" if row else ""
