"""A service with all its loops turning in the test's own process, on a real broker and a real database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from peerbridge.clock import Clock, SettableClock
from peerbridge.database.provision import Urls
from peerbridge.messaging.access import Access, access
from peerbridge.service import Service
from peerbridge.settings import ServiceSettings
from peerbridge.testing.component import Component
from peerbridge.testing.records import LogRecord
from peerbridge.testing.tokens import ISSUER

__all__ = ["eventually", "read_topic", "running", "send"]

PATIENCE = 180.0


async def eventually(holds: Callable[[], Awaitable[object]], seconds: float = PATIENCE) -> Any:
    """Ask again until the answer is true; then that answer. Patience ends a hanging test, it judges no speed."""
    until = monotonic() + seconds
    while True:
        answer = await holds()
        if answer or monotonic() > until:
            assert answer, "it did not become so"
            return answer
        await asyncio.sleep(0.05)


@asynccontextmanager
async def running(
    build: Callable[[ServiceSettings, Clock], Service], urls: Urls, kafka: Access | str, **values: Any
) -> AsyncIterator[Component]:
    """The service of `build`, started as in production, with a clock the test moves; stopped in order on leaving."""
    clock = SettableClock()
    settings = ServiceSettings(
        database_url=urls.app,
        relay_database_url=urls.relay,
        **_settings(access(kafka)),
        oidc_issuer=ISSUER,
        pool=5,
        **values,
    )
    made = Component(build(settings, clock), clock, urls)
    made.runtime.started = False
    try:
        async with made.service.app.router.lifespan_context(made.service.app):
            yield made
    finally:
        await made.close()


async def send(kafka: Access | str, records: Iterable[LogRecord]) -> None:
    """Write records to Kafka as they are, in order."""
    producer = AIOKafkaProducer(**access(kafka).options(), acks="all", enable_idempotence=True)
    await producer.start()
    try:
        futures = [await producer.send(r.topic, value=r.value, key=r.key, headers=list(r.headers)) for r in records]
        await asyncio.gather(*futures)
    finally:
        await producer.stop()


async def read_topic(kafka: Access | str, topic: str) -> Sequence[Any]:
    """All records of a topic from beginning to end, by partition and offset."""
    consumer = AIOKafkaConsumer(**access(kafka).options(), enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    found: list[Any] = []
    try:
        parts = [
            TopicPartition(topic, p)
            for p in sorted(consumer.partitions_for_topic(topic) or await _partitions(consumer, topic))
        ]
        consumer.assign(parts)
        ends = await consumer.end_offsets(parts)
        await consumer.seek_to_beginning(*parts)
        while any([await consumer.position(tp) < end for tp, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found.extend(records)
    finally:
        await consumer.stop()
    return sorted(found, key=lambda r: (r.partition, r.offset))


async def _partitions(consumer: AIOKafkaConsumer, topic: str) -> set[int]:
    await consumer._client.force_metadata_update()
    known: set[int] = consumer.partitions_for_topic(topic) or set(range(12))
    return known


def _settings(kafka: Access) -> dict[str, Any]:
    return {
        f"kafka_{name}": getattr(kafka, name)
        for name in ("bootstrap", "security", "mechanism", "username", "password", "ca")
    }
