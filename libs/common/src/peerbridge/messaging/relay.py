"""One relay per service sends the outbox in id order, waits for every acknowledgement, then moves the rows to `published`.

Lock, selects and deletes share one connection, so that losing the lease also ends the term (messaging/lease.py).
"""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any

from aiokafka import AIOKafkaProducer
from pydantic_core import from_json

from peerbridge.crash import AFTER_SEND, crash_point
from peerbridge.database.wakeup import CHANNEL, Wakeup
from peerbridge.life import Pulse, end_tasks, patiently
from peerbridge.messaging.gaps import Floor
from peerbridge.messaging.lease import Lease
from peerbridge.metrics import Metrics

__all__ = ["Relay"]

log = logging.getLogger("peerbridge.relay")
LOCK = "peerbridge_relay"
BATCH, YIELD = 1000, 50  # rows; the database moves what was sent while more is sent
POLL_SECONDS, AGAIN_SECONDS = 0.5, 0.5
STOP_SECONDS = 30  # for the producer to deliver what it accepted
WAITING = """
SELECT id, topic, key, payload, headers FROM outbox WHERE id > $1 AND id <> ALL ($2::bigint[]) ORDER BY id LIMIT $3
"""
DONE = """
WITH sent AS (DELETE FROM outbox WHERE id = ANY ($1::bigint[]) RETURNING id, event_id, topic, key, payload, headers, created_at)
INSERT INTO published SELECT id, event_id, topic, key, payload, headers, created_at, now() FROM sent
"""
Rows = Sequence[Any]


class Relay:
    """A candidate for a service's relay; the elected one publishes, the others wait for its lease to end."""

    def __init__(self, url: str, bootstrap: str, wakeup: Wakeup, metrics: Metrics, pulse: Pulse) -> None:
        self.url, self.bootstrap, self.wakeup, self.metrics, self.pulse = url, bootstrap, wakeup, metrics, pulse

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
            bootstrap_servers=self.bootstrap, acks="all", enable_idempotence=True, linger_ms=0, max_batch_size=65536
        )
        self._elected(elected=True)
        try:
            await _either(lease.keep(), self._publish(lease, producer))
        finally:
            with suppress(Exception):
                async with asyncio.timeout(STOP_SECONDS):
                    await patiently(producer.stop(), self._turn)

    async def _publish(self, lease: Lease, producer: AIOKafkaProducer) -> None:
        await patiently(producer.start(), self._turn)
        floor = Floor()
        while True:
            self.wakeup.event.clear()
            await self._sweep(lease, producer, floor)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self.wakeup.event.wait()

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
        futures = []
        for n, row in enumerate(rows):
            if n % YIELD == 0:
                await asyncio.sleep(0)
            headers = [(name, value.encode()) for name, value in from_json(row["headers"]).items()]
            futures.append(
                await producer.send(row["topic"], value=row["payload"], key=row["key"].encode(), headers=headers)
            )
        return futures

    async def _acknowledged(self, lease: Lease, floor: Floor, rows: Rows, futures: list[Any]) -> None:
        """Wait for every acknowledgement; then and only then are exactly these rows done."""
        await patiently(asyncio.gather(*futures), self._turn)
        crash_point(AFTER_SEND)
        ids = [row["id"] for row in rows]
        await lease.execute(DONE, ids)
        floor.gone(ids)
        for topic in {row["topic"] for row in rows}:
            self.metrics.relayed.labels(self.metrics.service, topic).inc(sum(row["topic"] == topic for row in rows))


async def _either(*endless: Coroutine[Any, Any, None]) -> None:
    """Run all until the first ends; the others are cancelled and waited for. Raises what it raised."""
    tasks = [asyncio.create_task(one) for one in endless]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await end_tasks(*tasks)
    for task in done:
        task.result()
