"""Every record of every topic, as any Kafka client reads it."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from peerbridge.events.catalogue import EVENTS, TOPICS
from peerbridge.messaging.access import Access, access

__all__ = ["MEASURES", "Said", "produce", "read_all", "rewrite"]

FETCH_MS: Final = 300
MEASURES: Final = frozenset(each.__name__ for each in EVENTS.values() if each.__module__.endswith(".measures"))
"""Matching's figures: passing time tells them anew, whatever else happens or is restored."""


@dataclass(frozen=True, slots=True)
class Said:
    """One record. `headers` in their order, as bytes; `timestamp`: when the log took it, in milliseconds."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    timestamp: int | None = None

    def attribute(self, name: str) -> str:
        """A CloudEvents attribute; empty where it is missing."""
        return dict(self.headers).get(f"ce_{name}", b"").decode(errors="replace")

    @property
    def name(self) -> str:
        """`CaseClosed`."""
        return self.attribute("type").removeprefix("peerbridge.").rpartition(".")[0]

    @property
    def readable(self) -> bool:
        """Whether the payload is JSON."""
        try:
            return isinstance(self.data, dict)
        except ValueError:
            return False

    @property
    def data(self) -> dict[str, Any]:
        """The payload. Raises: ValueError."""
        told: dict[str, Any] = json.loads(self.value or b"{}")
        return told


async def read_all(kafka: Access | str, topics: Iterable[str] = tuple(TOPICS)) -> list[Said]:
    """Everything that the topics hold now, by topic, partition and offset."""
    consumer = AIOKafkaConsumer(**access(kafka).options(), enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition(name, number) for name in topics for number in range(TOPICS[name].partitions)]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[Said] = []
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=FETCH_MS)).values():
                found += [_said(record) for record in records]
    finally:
        await consumer.stop()
    return sorted(found, key=lambda each: (each.topic, each.partition, each.offset))


async def produce(kafka: Access | str, records: Sequence[Said]) -> None:
    """Write these records again, in their order, acknowledged by all."""
    producer = AIOKafkaProducer(**access(kafka).options(), acks="all", enable_idempotence=True)
    await producer.start()
    try:
        sent = [await producer.send(r.topic, value=r.value, key=r.key, headers=list(r.headers)) for r in records]
        await asyncio.gather(*sent)
    finally:
        await producer.stop()


async def rewrite(bootstrap: str, records: Sequence[Said]) -> None:
    """Write these records into empty topics where they stood: the same partitions, the same offsets, if none is left out between."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        ordered = sorted(records, key=lambda each: (each.topic, each.partition, each.offset))
        sent = [
            await producer.send(
                r.topic, r.value, r.key, partition=r.partition, headers=list(r.headers), timestamp_ms=r.timestamp
            )
            for r in ordered
        ]
        for record, at in zip(ordered, await asyncio.gather(*sent), strict=True):
            if record.offset != at.offset:
                raise ValueError(f"{record.topic}/{record.partition}: {record.offset} has become {at.offset}")
    finally:
        await producer.stop()


def _said(record: Any) -> Said:
    return Said(
        record.topic, record.partition, record.offset, record.key, record.value, tuple(record.headers), record.timestamp
    )
