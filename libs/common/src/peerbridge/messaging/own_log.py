"""A service's own topics, read without a group and without an offset kept: what stands in the log, from one offset to another."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from peerbridge.events.catalogue import TOPICS
from peerbridge.life import patiently
from peerbridge.messaging.access import Access, access

__all__ = ["OwnLog", "Place", "Places"]

CHUNK = 1000  # records; each chunk is one transaction
FETCH_MS = 200
Place = tuple[str, int]
Places = Mapping[Place, int]


class OwnLog:
    """Topics open for reading; `turn` is called while Kafka lets wait."""

    def __init__(self, consumer: AIOKafkaConsumer, topics: Iterable[str], turn: Callable[[], None]) -> None:
        self._consumer, self._topics, self._turn = consumer, tuple(topics), turn

    @classmethod
    @asynccontextmanager
    async def open(
        cls, kafka: Access | str, topics: Iterable[str], turn: Callable[[], None]
    ) -> AsyncIterator["OwnLog"]:
        """Connect. Raises: KafkaError, OSError."""
        consumer = AIOKafkaConsumer(**access(kafka).options(), enable_auto_commit=False, auto_offset_reset="earliest")
        try:
            await patiently(consumer.start(), turn)
            yield cls(consumer, topics, turn)
        finally:
            await consumer.stop()

    async def bounds(self) -> tuple[Places, Places]:
        """The first offset and the one after the last, of every partition. Raises: KafkaError."""
        places = [TopicPartition(topic, number) for topic in self._topics for number in range(TOPICS[topic].partitions)]
        first = await patiently(self._consumer.beginning_offsets(places), self._turn)
        last = await patiently(self._consumer.end_offsets(places), self._turn)
        return _plain(first), _plain(last)

    async def at(self, instant_ms: int) -> Places:
        """The offset of the first record of that instant (milliseconds) or later; the end where there is none."""
        _, last = await self.bounds()
        asked = {TopicPartition(*place): instant_ms for place in last}
        found = await patiently(self._consumer.offsets_for_times(asked), self._turn)
        return {place: at.offset if (at := found[TopicPartition(*place)]) else end for place, end in last.items()}

    async def read(self, start: Places, end: Places) -> AsyncIterator[Sequence[Any]]:
        """The records of [start, end) in chunks, in order per partition."""
        wanted = {TopicPartition(*place): end[place] for place in start if start[place] < end[place]}
        self._consumer.assign(list(wanted))
        for place in wanted:
            self._consumer.seek(place, start[place.topic, place.partition])
        while wanted:
            self._turn()
            fetched = await self._consumer.getmany(timeout_ms=FETCH_MS, max_records=CHUNK)
            records = [record for each in fetched.values() for record in each]
            if chunk := [record for record in records if record.offset < end[record.topic, record.partition]]:
                yield chunk
            wanted = {place: last for place, last in wanted.items() if await self._consumer.position(place) < last}


def _plain(offsets: Mapping[TopicPartition, int]) -> Places:
    return {(place.topic, place.partition): offset for place, offset in offsets.items()}
