"""Every record of every topic, read and parsed by hand: CloudEvents attributes in headers, bare JSON as value."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

__all__ = ["Record", "ends_of", "from_outside", "read_topics", "unreadable"]

FETCH_MS = 300


@dataclass(frozen=True)
class Record:
    """One record of a log, in the order of which it is read."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]

    @cached_property
    def told(self) -> dict[str, str]:
        """CloudEvents attributes that are text."""
        found = {}
        for name, raw in self.headers:
            if name.startswith("ce_") and raw is not None:
                found[name[3:]] = raw.decode(errors="replace")
        return found

    @property
    def id(self) -> str:
        """The event's id; empty where there is none."""
        return self.told.get("id", "")

    @property
    def type(self) -> str:
        """`peerbridge.CaseClosed.v1`."""
        return self.told.get("type", "")

    @property
    def name(self) -> str:
        """`CaseClosed`."""
        return self.type.removeprefix("peerbridge.").rpartition(".")[0]

    @property
    def service(self) -> str:
        """Whose service says that it said it; empty for an outside system."""
        source = self.told.get("source", "")
        return source.removeprefix("peerbridge/") if source.startswith("peerbridge/") else ""

    @property
    def subject(self) -> str:
        """The key as text."""
        return (self.key or b"").decode(errors="replace")

    @property
    def sequence(self) -> int:
        """Counted per topic and key; -1 where there is none."""
        text = self.told.get("sequence", "")
        return int(text) if text.isdigit() else -1

    @property
    def counties(self) -> set[str]:
        """Where it is counted, and whom it is shared with."""
        return {self.told.get("county", ""), *self.told.get("sharedwith", "").split(",")} - {""}

    @cached_property
    def data(self) -> dict[str, Any]:
        """The payload; empty where it is no JSON object."""
        try:
            read = json.loads(self.value or b"{}")
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}

    @property
    def place(self) -> tuple[str, int]:
        """Topic and partition."""
        return self.topic, self.partition


def derived(record: Record, *parts: str | bytes) -> str:
    """The id made of the log's instant and the SHA-256 of what names a record (EVENTS, intake; DELIVERY, "In" 3)."""
    digest = hashlib.sha256(b"\0".join(each.encode() if isinstance(each, str) else each for each in parts)).digest()
    number = (max(record.timestamp, 0) << 80) | (int.from_bytes(digest[:10], "big"))
    number = (number & ~(0xF << 76)) | (7 << 76)
    number = (number & ~(3 << 62)) | (2 << 62)
    text = f"{number:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def from_outside(record: Record) -> str:
    """The id under which an outside system's record is known."""
    return derived(record, record.told.get("source", ""), record.id)


def unreadable(record: Record) -> str:
    """The id under which a record without a readable envelope is known: by its place and content."""
    return derived(record, record.topic, str(record.partition), str(record.offset), record.value or b"")


async def read_topics(bootstrap: str, topics: Iterable[str]) -> Sequence[Record]:
    """Everything the topics hold now, by topic, partition and offset."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    try:
        places = await _places(consumer, topics)
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning(*places)
        found: list[Record] = []
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=FETCH_MS)).values():
                found += [_record(each) for each in records]
    finally:
        await consumer.stop()
    return sorted(found, key=lambda each: (each.topic, each.partition, each.offset))


async def ends_of(bootstrap: str, topics: Iterable[str]) -> dict[tuple[str, int], int]:
    """Where each partition ends now."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        ends = await consumer.end_offsets(await _places(consumer, topics))
    finally:
        await consumer.stop()
    return {(place.topic, place.partition): end for place, end in ends.items()}


async def _places(consumer: AIOKafkaConsumer, topics: Iterable[str]) -> list[TopicPartition]:
    """The partitions that these topics have. Raises: LookupError, where the broker does not know one of them."""
    cluster = await consumer._client.fetch_all_metadata()
    found = {topic: cluster.partitions_for_topic(topic) for topic in sorted(set(topics))}
    if missing := [topic for topic, partitions in found.items() if not partitions]:
        raise LookupError(f"the broker does not know {', '.join(missing)}")
    return [TopicPartition(topic, number) for topic, partitions in found.items() for number in sorted(partitions)]


def _record(each: Any) -> Record:
    return Record(each.topic, each.partition, each.offset, each.timestamp, each.key, each.value, tuple(each.headers))
