"""What a transaction leaves at its end: stream versions, outbox rows, audit rows, positions. Nothing is published that was not committed.

`UPDATE … SET version = version + n` on the stream's row is the only way to a sequence, and its lock makes outbox ids follow that order.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from peerbridge.audit import AuditEntry
from peerbridge.errors import Refused
from peerbridge.events.base import Event
from peerbridge.events.envelope import Envelope, attributes
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
OUTBOX = """
INSERT INTO outbox (event_id, topic, key, payload, headers)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[])
"""
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
    if work.counties:
        await raw.execute(COUNTIES, sorted(work.counties))
    if items:
        await _write_outbox(work, raw, items)
    if audited:
        await raw.execute(AUDIT, *map(list, zip(*(entry.columns() for entry in audited), strict=True)))
    if work.positions:
        ordered = [(*at, *stands) for at, stands in sorted(work.positions.items())]
        await raw.execute(POSITIONS, *map(list, zip(*ordered, strict=True)))


async def _write_outbox(work: "UnitOfWork", raw: Any, items: Sequence[News]) -> None:
    streams: dict[tuple[str, str], list[News]] = {}
    for item in items:
        streams.setdefault((item.event.topic, item.subject), []).append(item)
    keys = sorted(streams)
    rows = await raw.fetch(
        STREAMS,
        [k[0] for k in keys],
        [k[1] for k in keys],
        [len(streams[k]) for k in keys],
        [streams[k][0].correlation for k in keys],
    )
    last = {(row["topic"], row["key"]): (row["version"], row["correlation"]) for row in rows}
    nth: dict[tuple[str, str], int] = {}
    ids, payloads, headers = [], [], []
    for item in items:
        key = (item.event.topic, item.subject)
        version, story = last[key]
        nth[key] = nth.get(key, version - len(streams[key])) + 1
        event_id = uuid7()
        ids.append(event_id)
        payloads.append(item.payload)
        headers.append(json.dumps(attributes(envelope(work, item, event_id, nth[key], story))))
    await raw.execute(OUTBOX, ids, [i.event.topic for i in items], [i.subject for i in items], payloads, headers)


def envelope(work: "UnitOfWork", item: News, event_id: UUID, sequence: int, story: UUID) -> Envelope:
    """The CloudEvents attributes of one announced event."""
    return Envelope(
        id=event_id,
        source=f"peerbridge/{work.service}",
        type=item.event.type,
        subject=item.subject,
        time=work.business_now,
        county=item.county,
        shared_with=item.shared_with,
        sequence=sequence,
        correlation=item.correlation if item.own_story else story,
        causation=item.causation,
        traceparent=item.traceparent,
    )
