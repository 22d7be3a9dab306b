"""What a transaction leaves at its end: stream versions, outbox rows, audit rows, positions. Nothing is published that was not committed.

`UPDATE … SET version = version + n` on the stream's row is the only way to a sequence, and its lock makes outbox ids follow that order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from peerbridge.audit import AuditEntry
from peerbridge.errors import Refused
from peerbridge.events.base import Event
from peerbridge.events.envelope import Envelope, attributes_json
from peerbridge.ids import uuid7

if TYPE_CHECKING:
    from peerbridge.database.work import UnitOfWork

__all__ = ["EventTooLarge", "News", "flush", "news"]

LARGEST_PAYLOAD = 900_000  # bytes; Kafka's default `message.max.bytes` is 1,048,588 with headers and framing


class EventTooLarge(Refused, status=413):
    """This change makes an event of {size} bytes; at most {largest} can be published. Split the change into smaller ones."""


@dataclass(slots=True)
class News:
    """An event on its way into the outbox."""

    event: Event
    subject: str
    payload: bytes
    county: str
    shared_with: tuple[str, ...]
    causation: UUID | None
    correlation: UUID
    own_story: bool
    traceparent: str | None


def news(
    work: "UnitOfWork",
    event: Event,
    county: str,
    shared_with: tuple[str, ...],
    because: Event | None,
    correlation: UUID | None,
) -> News:
    """`event` with all that is known of it before its stream's row is locked."""
    payload = event.payload()
    if len(payload) > LARGEST_PAYLOAD:
        raise EventTooLarge(size=len(payload), largest=LARGEST_PAYLOAD)
    about = because.about if because is not None else None
    return News(
        event=event,
        subject=event.subject,
        payload=payload,
        county=county,
        shared_with=shared_with,
        causation=about.id if about else work.causation,
        correlation=correlation or (about.correlation if about else work.correlation),
        own_story=correlation is not None,
        traceparent=(about.traceparent if about else None) or work.traceparent,
    )


COUNTIES = "INSERT INTO counties (county) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING"
STREAMS = """
INSERT INTO streams AS s (topic, key, version, correlation)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::uuid[])
ON CONFLICT (topic, key) DO UPDATE SET version = s.version + excluded.version RETURNING topic, key, version, correlation
"""
OUTBOX = ("event_id", "topic", "key", "payload", "headers")
POSITIONS = """
INSERT INTO positions AS p (topic, partition, next_offset, generation)
SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::int[])
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = greatest(p.next_offset, excluded.next_offset)
WHERE p.generation = excluded.generation
"""
AUDIT = """
INSERT INTO audit (at, business_at, actor, roles, action, what, subject, county, shared_with, outcome, correlation)
SELECT at, business_at, actor, string_to_array(roles, ','), action, what, subject, county, '{}', outcome, correlation FROM unnest(
    $1::timestamptz[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::uuid[]
) AS a (at, business_at, actor, roles, action, what, subject, county, outcome, correlation)
"""


async def flush(work: "UnitOfWork", items: Sequence[News], audited: Sequence[AuditEntry]) -> None:
    """Write all that ends a transaction, each kind in one statement."""
    raw = await work.raw()
    if unknown := work.counties - work.known_counties:
        await raw.execute(COUNTIES, sorted(unknown))
    if items:
        await _write_outbox(work, raw, items)
    if audited:
        await raw.execute(AUDIT, *map(list, zip(*(entry.columns() for entry in audited), strict=True)))
    if work.positions:
        ordered = [(*at, *stands) for at, stands in sorted(work.positions.items())]
        await raw.execute(POSITIONS, *map(list, zip(*ordered, strict=True)))


async def _write_outbox(work: "UnitOfWork", raw: Any, items: Sequence[News]) -> None:
    stories: dict[tuple[str, str], UUID] = {}
    counts: dict[tuple[str, str], int] = {}
    for item in items:
        key = (item.event.topic, item.subject)
        stories.setdefault(key, item.correlation)
        counts[key] = counts.get(key, 0) + 1
    keys = sorted(counts)
    topics, subjects = zip(*keys, strict=True)
    versions = await raw.fetch(STREAMS, topics, subjects, [counts[k] for k in keys], [stories[k] for k in keys])
    last = {(topic, key): (version - counts[topic, key], story) for topic, key, version, story in versions}
    rows = []
    for item in items:
        key = (item.event.topic, item.subject)
        before, story = last[key]
        nth = before + 1
        last[key] = (nth, story)
        event_id = uuid7()
        headers = attributes_json(envelope(work, item, event_id, nth, story))
        rows.append((event_id, item.event.topic, item.subject, item.payload, headers))
    await raw.copy_records_to_table("outbox", records=rows, columns=OUTBOX)


def envelope(work: "UnitOfWork", item: News, event_id: UUID, sequence: int, story: UUID) -> Envelope:
    """The CloudEvents attributes of one announced event."""
    return Envelope(
        event_id,
        f"peerbridge/{work.service}",
        item.event.type,
        item.subject,
        work.business_now,
        item.county,
        item.shared_with,
        sequence,
        item.correlation if item.own_story else story,
        item.causation,
        item.traceparent,
    )
