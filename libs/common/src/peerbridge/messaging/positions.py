"""The database is the truth about what was heard: on assignment each partition is paused, sought to its position, and only then read.

Kafka's committed offsets serve lag and scaling. A position beyond the log's end is an alarm, never a reset.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError

from peerbridge.database.engine import Database
from peerbridge.database.scope import NOTHING
from peerbridge.messaging.heard import Record

__all__ = ["Positions"]

log = logging.getLogger("peerbridge.positions")
READ = "SELECT partition, next_offset, replay_until FROM positions WHERE topic = $1 AND partition = ANY ($2::int[])"
FIRST = """
INSERT INTO positions (topic, partition, next_offset, replay_until) SELECT $1, * FROM unnest($2::int[], $3::bigint[], $4::bigint[])
ON CONFLICT DO NOTHING
"""
RETRY_SECONDS = (0.1, 2.0)


class Positions(ConsumerRebalanceListener):  # type: ignore[misc]
    """Where one topic's partitions stand in this process. A partition is `ready` once it was sought to its position."""

    def __init__(self, topic: str, database: Database, client: Callable[[], AIOKafkaConsumer | None]) -> None:
        self.topic, self.database, self.client = topic, database, client
        self.ready: dict[int, int] = {}
        self.replay_until: dict[int, int | None] = {}
        self.ahead: set[int] = set()
        self._sought_twice: set[int] = set()
        self._task: asyncio.Task[None] | None = None

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Stop reading; whoever is assigned next reads the positions from the database."""
        await self.stop()
        self.ready.clear()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Pause what was assigned and seek it in the background: a database that is away must not cost the group membership."""
        await self.stop()
        self.ready.clear()
        self.ahead.clear()
        partitions = sorted(assigned)
        if partitions and (client := self.client()) is not None:
            client.pause(*partitions)
            self._task = asyncio.create_task(self._seek_all(client, partitions))

    async def seek_again(self) -> None:
        """Offsets were out of the log's range while reading: stand still, and read on only where the log has caught up."""
        if (client := self.client()) is not None and (self._task is None or self._task.done()):
            await self.on_partitions_assigned(client.assignment())

    async def stop(self) -> None:
        """End the background seek, if one is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def accept(self, records: Iterable[Record]) -> list[Record]:
        """The records that continue where their partition stands. Others were fetched before the seek, or repeat; they come again."""
        accepted = []
        for record in records:
            expected = self.ready.get(record.partition)
            if expected is None or record.offset < expected:
                continue
            if record.offset > expected and not self._gap_is_real(record, expected):
                continue
            self.ready[record.partition] = record.offset + 1
            accepted.append(record)
        return accepted

    def rewind(self, records: Iterable[Record]) -> None:
        """Expect these again: their handling was cut short, and FastStream seeks back to the first of them."""
        for record in records:
            self.ready[record.partition] = min(record.offset, self.ready.get(record.partition, record.offset))

    def _gap_is_real(self, record: Record, expected: int) -> bool:
        """A gap in the log stands after the partition was sought once more; one from an early fetch does not."""
        if record.partition in self._sought_twice:
            self._sought_twice.discard(record.partition)
            return True
        self._sought_twice.add(record.partition)
        if (client := self.client()) is not None:
            client.seek(TopicPartition(self.topic, record.partition), expected)
        self.ready[record.partition] = expected
        return False

    async def _seek_all(self, consumer: AIOKafkaConsumer, partitions: list[TopicPartition]) -> None:
        delay, most = RETRY_SECONDS
        waiting = partitions
        while waiting:
            try:
                waiting = await self._seek(consumer, waiting)
            except IllegalStateError:
                return
            except Exception as error:  # database or broker away: keep trying, nothing is read meanwhile
                log.warning("positions not read yet", extra={"topic": self.topic, "error": type(error).__name__})
            if waiting:
                await asyncio.sleep(delay)
                delay = min(most, delay * 2)

    async def _seek(self, consumer: AIOKafkaConsumer, partitions: list[TopicPartition]) -> list[TopicPartition]:
        """Seek and resume every partition that can be; the rest stand beyond the log's end and wait for it."""
        first, last = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
        stored = await self._stored(partitions, first, last)
        ahead = []
        for tp in partitions:
            position = stored[tp.partition]
            if position > last[tp]:
                ahead.append(tp)
                continue
            if position < first[tp]:
                log.error(
                    "records were deleted before they were heard",
                    extra={"topic": self.topic, "partition": tp.partition},
                )
                position = first[tp]
            consumer.seek(tp, position)
            self.ready[tp.partition] = position
            consumer.resume(tp)
        if ahead and self.ahead != {tp.partition for tp in ahead}:
            log.critical(
                "position beyond the log's end",
                extra={"topic": self.topic, "partitions": [tp.partition for tp in ahead]},
            )
        self.ahead = {tp.partition for tp in ahead}
        return ahead

    async def _stored(
        self, partitions: list[TopicPartition], first: Mapping[TopicPartition, int], last: Mapping[TopicPartition, int]
    ) -> dict[int, int]:
        """Positions from the database; a first start is written down as a declared replay up to today's end."""
        numbers = [tp.partition for tp in partitions]
        async with self.database.unit_of_work(NOTHING) as work:
            raw = await work.raw()
            await raw.execute(
                FIRST, self.topic, numbers, [first[tp] for tp in partitions], [last[tp] for tp in partitions]
            )
            rows = await raw.fetch(READ, self.topic, numbers)
        self.replay_until.update({row["partition"]: row["replay_until"] for row in rows})
        return {row["partition"]: row["next_offset"] for row in rows}
