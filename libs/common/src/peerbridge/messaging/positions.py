"""The database is the truth about what was heard: on assignment each partition is paused, sought to its position, and only then read.

Kafka's committed offsets serve lag and scaling. A position beyond the log's end is an alarm, never a reset.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError

from peerbridge.database.engine import Database
from peerbridge.database.gate import Identity
from peerbridge.database.scope import NOTHING
from peerbridge.life import end_tasks
from peerbridge.messaging.heard import Record

__all__ = ["Positions"]

log = logging.getLogger("peerbridge.positions")
READ = "SELECT partition, next_offset, replay_until, generation FROM positions WHERE topic = $1 AND partition = ANY ($2::int[])"
FIRST = """
INSERT INTO positions (topic, partition, next_offset, replay_until) SELECT $1, * FROM unnest($2::int[], $3::bigint[], $4::bigint[])
ON CONFLICT DO NOTHING
"""
RETRY_SECONDS = (0.1, 2.0)


class Positions(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is untyped
    """Where one topic's partitions stand in this process. A partition is `ready` once it was sought to its position."""

    def __init__(self, topic: str, database: Database, client: Callable[[], AIOKafkaConsumer | None]) -> None:
        self.topic, self.database, self.client = topic, database, client
        self.ready: dict[int, int] = {}
        self.replay_until: dict[int, int | None] = {}
        self.generations: dict[int, int] = {}
        self.ahead: set[int] = set()
        self.identity: Identity | None = None
        self._looked_again: dict[int, int] = {}
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
        self._looked_again.clear()
        partitions = sorted(assigned)
        if partitions and (client := self.client()) is not None:
            client.pause(*partitions)
            self._task = asyncio.create_task(self._seek_all(client, partitions))

    async def seek_again(self) -> None:
        """Stand still and read on from the stored positions: offsets were out of the log's range, or a person set them."""
        if (client := self.client()) is not None:
            await self.on_partitions_assigned(client.assignment())

    def are_of_another(self) -> bool:
        """Whether the database has become another one since they were read, a restored one say, and is open."""
        gate = self.database.gate
        return bool(self.ready) and gate.is_open and self.identity != gate.opened_for and gate.enforced

    def were_set(self, generations: Mapping[tuple[str, int], int]) -> bool:
        """Whether a person has set one of these positions since it was sought (`generations` counts that, per partition)."""
        return any(generations.get((self.topic, p), 0) > self.generations.get(p, 0) for p in self.ready)

    async def stop(self) -> None:
        """End the background seek, if one is under way."""
        if self._task is not None:
            await end_tasks(self._task)
            self._task = None

    def accept(self, records: Iterable[Record]) -> list[Record]:
        """The records of a fetch that go on where their partition stands. Others were fetched before the seek, or repeat.

        A hole inside a fetch is the log's own (a transaction's marker, a deleted record). A fetch that begins behind one
        may have been made before the seek: the partition is sought once more, and what begins there again is believed.
        """
        accepted, begun, refused = [], set(), set()
        for record in records:
            partition, expected = record.partition, self.ready.get(record.partition)
            if expected is None or partition in refused:
                continue
            if record.offset > expected and partition not in begun and not self._hole_is_real(partition, expected):
                refused.add(partition)
                continue
            begun.add(partition)
            self._looked_again.pop(partition, None)
            if record.offset >= expected:
                self.ready[partition] = record.offset + 1
                accepted.append(record)
        return accepted

    def rewind(self, records: Iterable[Record]) -> None:
        """Expect these again: their handling was cut short, and FastStream seeks back to the first of them."""
        for record in records:
            if record.partition in self.ready:
                self.ready[record.partition] = min(record.offset, self.ready[record.partition])

    def _hole_is_real(self, partition: int, expected: int) -> bool:
        """A hole before a fetch's first record is real if it is still there after one more seek."""
        if self._looked_again.get(partition) == expected:
            return True
        self._looked_again[partition] = expected
        if (client := self.client()) is not None:
            with suppress(IllegalStateError):  # taken away meanwhile
                client.seek(TopicPartition(self.topic, partition), expected)
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
            self.identity = work.identity
        self.replay_until.update({row["partition"]: row["replay_until"] for row in rows})
        self.generations.update({row["partition"]: row["generation"] for row in rows})
        return {row["partition"]: row["next_offset"] for row in rows}
