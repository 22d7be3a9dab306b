"""One record as it came from the log: either an event someone here listed, or the reason why it cannot be one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from peerbridge.events.base import Event
from peerbridge.events.envelope import Envelope, from_headers
from peerbridge.events.errors import BadEnvelope, BadPayload
from peerbridge.events.outside import from_outside
from peerbridge.ids import derived_id
from peerbridge.messaging.subscriber import Handler, Subscriber

__all__ = ["Heard", "Record", "decode", "logged_at"]

LONGEST_KEY = 1024  # bytes; a subject has at most 256 characters, an index row at most 2,704 bytes


class Record(Protocol):
    """What is used of aiokafka's ConsumerRecord, and of a parked row."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


@dataclass(slots=True)
class Heard:
    """A decoded record. `fault` is set where it is no readable event; `handlers` is empty where nobody listed it."""

    record: Record
    key: str
    event_id: UUID
    event: Event | None = None
    about: Envelope | None = None
    fault: str | None = None
    handlers: Sequence[Handler] = ()
    touched: Sequence[str] = ()
    """Ids of all rows that any of its handlers reads for change."""

    @property
    def counties(self) -> tuple[str, ...]:
        """The counties the event names; none where its envelope cannot be read."""
        return (self.about.county, *self.about.shared_with) if self.about else ()


def decode(record: Record, subscriber: Subscriber) -> Heard | None:
    """The record as `subscriber` hears it; None where its type is not listed. Never raises for data."""
    key = _key(record)
    try:
        about = _envelope(record, subscriber)
    except BadEnvelope as error:
        return Heard(record, key, _unreadable_id(record), fault=f"BadEnvelope/{error.attribute}")
    handlers = subscriber.listed(about.type)
    if not handlers:
        unknown_version = subscriber.listed_name(about.type)
        return Heard(record, key, about.id, about=about, fault="UnknownVersion") if unknown_version else None
    if about.subject != key:
        return Heard(record, key, about.id, about=about, fault="KeyIsNotSubject")
    try:
        event = handlers[0].event_type.heard(record.value or b"", about)
    except BadPayload as error:
        return Heard(record, key, about.id, about=about, fault=f"BadPayload/{error.where}"[:200].replace("\x00", ""))
    touched = [each for handler in handlers for each in handler.ids(event)]
    return Heard(record, key, about.id, event, about, None, handlers, touched)


def _envelope(record: Record, subscriber: Subscriber) -> Envelope:
    """The envelope; an outside system's id is made ours by the log's own timestamp and a hash (EVENTS, intake)."""
    if not subscriber.foreign:
        return from_headers(record.headers)
    return from_outside(record.headers, lambda source, identifier: derived_id(logged_at(record), source, identifier))


def _key(record: Record) -> str:
    """The record's key as text; a record without one stands alone under its position, one too long for an index by its hash."""
    if record.key is None:
        return f"no-key:{record.partition}:{record.offset}"
    if len(record.key) > LONGEST_KEY:
        return f"sha256:{sha256(record.key).hexdigest()}"
    try:
        return record.key.decode().replace("\x00", "\ufffd")
    except UnicodeDecodeError:
        return f"hex:{record.key.hex()}"


def logged_at(record: Record) -> datetime:
    """When the log took the record (real time, UTC)."""
    return datetime.fromtimestamp(max(record.timestamp, 0) / 1000, tz=UTC)


def _unreadable_id(record: Record) -> UUID:
    return derived_id(logged_at(record), record.topic, str(record.partition), str(record.offset), record.value or b"")
