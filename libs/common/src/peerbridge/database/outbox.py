"""What a transaction leaves at its end: stream versions, outbox rows, audit rows, positions. Nothing is published that was not committed.

`UPDATE … SET version = version + n` on the stream's row is the only way to a sequence, and its lock makes outbox ids follow that order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from peerbridge.audit import AuditEntry
from peerbridge.database.lost import still_unsaid
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


STAND = "SELECT * FROM peerbridge_stand($1, $2, $3, $4, $5, $6, $7, $8, $9)"
OUTBOX = ("event_id", "topic", "key", "payload", "headers")
AUDIT = """
INSERT INTO audit (at, business_at, actor, roles, action, what, subject, concerns, county, outcome, correlation)
SELECT at, business_at, actor, string_to_array(roles, ','), action, what, subject, string_to_array(concerns, ',')::uuid[], county, outcome,
       correlation
FROM unnest($1::timestamptz[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::uuid[])
     AS a (at, business_at, actor, roles, action, what, subject, concerns, county, outcome, correlation)
"""


async def flush(work: "UnitOfWork", items: Sequence[News], audited: Sequence[AuditEntry]) -> None:
    """Write all that ends a transaction."""
    raw = await work.raw()
    if items and work.seeks_lost:
        items = await still_unsaid(raw, items)
    stories: dict[tuple[str, str], UUID] = {}
    counts: dict[tuple[str, str], int] = {}
    for item in items:
        key = (item.event.topic, item.subject)
        stories.setdefault(key, item.correlation)
        counts[key] = counts.get(key, 0) + 1
    if counts or work.positions or work.counties - work.known_counties:
        last = {
            (topic, key): (version - counts[topic, key], story)
            for topic, key, version, story in await raw.fetch(STAND, *_standing(work, counts, stories))
        }
        if items:
            await raw.copy_records_to_table("outbox", records=_rows(work, items, last), columns=OUTBOX)
    if audited:
        await raw.execute(AUDIT, *_columns(entry.columns() for entry in audited))


def _standing(
    work: "UnitOfWork", counts: Mapping[tuple[str, str], int], stories: Mapping[tuple[str, str], UUID]
) -> list[list[Any]]:
    """What `peerbridge_stand` takes: new counties, streams in the order of their locks, positions."""
    keys = sorted(counts)
    streams = _columns((*key, counts[key], stories[key]) for key in keys) or [[], [], [], []]
    positions = _columns((*at, *stands) for at, stands in sorted(work.positions.items())) or [[], [], [], []]
    return [sorted(work.counties - work.known_counties), *streams, *positions]


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _rows(
    work: "UnitOfWork", items: Sequence[News], last: dict[tuple[str, str], tuple[int, UUID]]
) -> list[tuple[UUID, str, str, bytes, str]]:
    """The outbox rows of `items`, each with the next sequence of its stream."""
    rows = []
    for item in items:
        key = (item.event.topic, item.subject)
        before, story = last[key]
        last[key] = (before + 1, story)
        event_id = uuid7()
        headers = attributes_json(envelope(work, item, event_id, before + 1, story))
        rows.append((event_id, item.event.topic, item.subject, item.payload, headers))
    return rows


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
