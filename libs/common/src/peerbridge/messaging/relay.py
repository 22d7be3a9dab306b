"""One relay per service sends the outbox in id order, waits for every acknowledgement, then moves the rows to `published`.

Lock, selects and deletes share one connection, so that losing the lease also ends the term (messaging/lease.py).
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from aiokafka import AIOKafkaProducer
from pydantic_core import from_json

from peerbridge.crash import AFTER_SEND, MID_RELAY, crash_point
from peerbridge.database.gate import IDENTITY, Gate, Identity
from peerbridge.database.wakeup import CHANNEL, Wakeup
from peerbridge.life import Pulse, either, end_tasks, patiently
from peerbridge.messaging.access import Access, access
from peerbridge.messaging.gaps import Floor
from peerbridge.messaging.lease import Lease
from peerbridge.metrics import Metrics

__all__ = ["Relay"]

log = logging.getLogger("peerbridge.relay")
LOCK = "peerbridge_relay"
BATCH, YIELD = 1000, 50  # rows; the database moves what was sent while more is sent
POLL_SECONDS, AGAIN_SECONDS, CLOSED_SECONDS = 0.5, 0.5, 0.1
STOP_SECONDS = 30  # for the producer to deliver what it accepted
WAITING = """
SELECT id, topic, key, payload, headers FROM outbox WHERE id > $1 AND id <> ALL ($2::bigint[]) ORDER BY id LIMIT $3
"""
DONE = """
WITH sent AS (DELETE FROM outbox WHERE id = ANY ($1::bigint[]) RETURNING id, event_id, topic, key, payload, headers, created_at),
log AS (
    INSERT INTO own_log (topic, partition, next_offset) SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[])
    ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset)
INSERT INTO published SELECT id, event_id, topic, key, payload, headers, created_at, now() FROM sent
"""
Rows = Sequence[Any]


class Relay:
    """A candidate for a service's relay; the elected one publishes, the others wait for its lease to end."""

    def __init__(
        self, url: str, kafka: Access | str, wakeup: Wakeup, metrics: Metrics, pulse: Pulse, gate: Gate | None = None
    ) -> None:
        self.url, self.kafka, self.wakeup, self.metrics, self.pulse = url, access(kafka), wakeup, metrics, pulse
        self.gate = gate or Gate(metrics.service)

    async def run(self) -> None:
        """Campaign and publish until cancelled. Any error gives up the lease and starts again from the lowest id."""
        while True:
            self.pulse.turn("backing off")
            try:
                async with Lease.open(self.url) as lease:
                    await lease.campaign(LOCK, lambda: self.pulse.turn("standby"))
                    await self._term(lease)
            except Exception as error:
                log.warning("relay starts again", extra={"error": type(error).__name__})
            finally:
                self._elected(elected=False)
            await asyncio.sleep(AGAIN_SECONDS)

    def _elected(self, *, elected: bool) -> None:
        self.wakeup.elected = elected
        self.metrics.relay_elected.labels(self.metrics.service).set(elected)

    async def _term(self, lease: Lease) -> None:
        """From election to the first error, with a producer of its own; whatever ends first ends the other."""
        await lease.connection.add_listener(CHANNEL, lambda *_: self.wakeup.event.set())
        producer = AIOKafkaProducer(
            **self.kafka.options(), acks="all", enable_idempotence=True, linger_ms=0, max_batch_size=65536
        )
        self._elected(elected=True)
        try:
            await either(lease.keep(), self._publish(lease, producer))
        finally:
            with suppress(Exception):
                async with asyncio.timeout(STOP_SECONDS):
                    await patiently(producer.stop(), self._turn)
            self.wakeup.publishing = False

    async def _publish(self, lease: Lease, producer: AIOKafkaProducer) -> None:
        await self._until_open(lease)
        self.wakeup.publishing = True
        await patiently(producer.start(), self._turn)
        floor = Floor()
        while self.gate.is_open:
            self.wakeup.event.clear()
            await self._sweep(lease, producer, floor)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self.wakeup.event.wait()

    async def _until_open(self, lease: Lease) -> None:
        """Publish nothing of a database that has not been compared with its topics (database/gate.py)."""
        found = Identity(*(await lease.fetch(IDENTITY))[0])
        while self.gate.enforced and not (self.gate.is_open and self.gate.opened_for == found):
            self.pulse.turn("closed")
            await asyncio.sleep(CLOSED_SECONDS)

    async def _sweep(self, lease: Lease, producer: AIOKafkaProducer, floor: Floor) -> None:
        """Everything above the floor, once: the next send overlaps the pending acknowledgements and the move that follows them.

        Each select leaves out what is pending and nothing else: a row that has become visible below it goes first, and
        a cursor would send later rows of its key before it.
        """
        pending: tuple[Rows, list[Any]] | None = None
        while True:
            self.pulse.turn("relaying")
            rows = await lease.fetch(WAITING, floor.rise(), [row["id"] for row in pending[0]] if pending else [], BATCH)
            floor.seen(row["id"] for row in rows)
            moving = [asyncio.create_task(self._acknowledged(lease, floor, *pending))] if pending else []
            try:
                pending = (rows, await patiently(self._send(producer, rows), self._turn)) if rows else None
                for before in moving:
                    await before
            finally:
                await end_tasks(*moving)
            if not rows:
                return

    def _turn(self) -> None:
        self.pulse.turn("waiting for Kafka")

    async def _send(self, producer: AIOKafkaProducer, rows: Rows) -> list[Any]:
        """Hand rows to the producer in order; the futures of their acknowledgements."""
        futures: list[Any] = []
        for n, row in enumerate(rows):
            if futures:
                crash_point(MID_RELAY)
            if n % YIELD == 0:
                await asyncio.sleep(0)
            headers = [(name, value.encode()) for name, value in from_json(row["headers"]).items()]
            futures.append(
                await producer.send(row["topic"], value=row["payload"], key=row["key"].encode(), headers=headers)
            )
        return futures

    async def _acknowledged(self, lease: Lease, floor: Floor, rows: Rows, futures: list[Any]) -> None:
        """Wait for every acknowledgement; then and only then are exactly these rows done."""
        stands = _stands(await patiently(asyncio.gather(*futures), self._turn))
        crash_point(AFTER_SEND)
        ids = [row["id"] for row in rows]
        await lease.execute(DONE, ids, *stands)
        floor.gone(ids)
        for topic in {row["topic"] for row in rows}:
            self.metrics.relayed.labels(self.metrics.service, topic).inc(sum(row["topic"] == topic for row in rows))


def _stands(acknowledged: Sequence[Any]) -> tuple[list[str], list[int], list[int]]:
    """Where each partition stands after these records: topics, partitions, next offsets."""
    ends: dict[tuple[str, int], int] = {}
    for at in acknowledged:
        place = at.topic, at.partition
        ends[place] = max(ends.get(place, 0), at.offset + 1)
    return [topic for topic, _ in ends], [number for _, number in ends], list(ends.values())
