"""Events as records of a log, made as their producers make them: ids, sequences and headers of the published language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from peerbridge.events.base import Event
from peerbridge.events.envelope import Envelope, to_headers
from peerbridge.ids import uuid7

__all__ = ["FakeLog", "LogRecord"]


@dataclass(slots=True)
class LogRecord:
    """One record, with what the consumer reads of aiokafka's."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


@dataclass(slots=True)
class FakeLog:
    """Counts offsets per topic and sequences per key, so that tests hand over what Kafka would."""

    offsets: dict[str, int] = field(default_factory=dict)
    sequences: dict[tuple[str, str], int] = field(default_factory=dict)

    def seal(
        self,
        event: Event,
        *,
        county: str,
        shared_with: Iterable[str] = (),
        time: datetime | None = None,
        correlation: UUID | None = None,
        source: str = "peerbridge/test",
    ) -> Event:
        """The event with an envelope of its own, as if it had been published."""
        key = (event.topic, event.subject)
        self.sequences[key] = self.sequences.get(key, 0) + 1
        about = Envelope(
            uuid7(),
            source,
            event.type,
            event.subject,
            time or datetime.now(UTC),
            county,
            tuple(shared_with),
            self.sequences[key],
            correlation or uuid7(),
        )
        return event.sealed(about)

    def record(self, event: Event) -> LogRecord:
        """The record that carries a sealed event."""
        return self.raw(event.topic, event.subject.encode(), event.payload(), to_headers(event.about))

    def raw(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes | None]] = ()
    ) -> LogRecord:
        """Any record, also a bad one."""
        offset = self.offsets.get(topic, 0)
        self.offsets[topic] = offset + 1
        return LogRecord(topic, 0, offset, int(datetime.now(UTC).timestamp() * 1000), key, value, headers)
