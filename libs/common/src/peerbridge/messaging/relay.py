"""One relay per service sends the outbox in id order, waits for every acknowledgement, then moves the rows to `published`.

Its advisory lock, selects and deletes share one direct connection that ends when idle for two seconds: the lock is a lease.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import asyncpg
from aiokafka import AIOKafkaProducer

from peerbridge.crash import AFTER_SEND, crash_point
from peerbridge.database.wakeup import CHANNEL, Wakeup
from peerbridge.life import Pulse
from peerbridge.messaging.gaps import Floor
from peerbridge.metrics import Metrics

__all__ = ["Relay"]

log = logging.getLogger("peerbridge.relay")
BATCH = 1000
POLL_SECONDS, PING_SECONDS, CAMPAIGN_SECONDS = 0.5, 0.5, 0.5
LEASE = {
    "idle_session_timeout": "2s",
    "statement_timeout": "15s",
    "transaction_timeout": "0",
    "idle_in_transaction_session_timeout": "5s",
}
ELECT = "SELECT pg_try_advisory_lock(hashtextextended('peerbridge_relay', 0))"
WAITING = "SELECT id, topic, key, payload, headers FROM outbox WHERE id > $1 ORDER BY id LIMIT $2"
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
                await self._term()
            except Exception as error:
                log.warning("relay starts again", extra={"error": type(error).__name__})
            finally:
                self.wakeup.elected = False
                self.metrics.relay_elected.labels(self.metrics.service).set(0)
            await asyncio.sleep(CAMPAIGN_SECONDS)

    async def _term(self) -> None:
        """One connection's life: wait for the lock, publish while it holds."""
        connection = await asyncpg.connect(self.url, server_settings=LEASE, timeout=5, command_timeout=20)
        try:
            while not await connection.fetchval(ELECT):
                self.pulse.turn("standby")
                await asyncio.sleep(CAMPAIGN_SECONDS)
            await connection.add_listener(CHANNEL, lambda *_: self.wakeup.event.set())
            self.wakeup.elected = True
            self.metrics.relay_elected.labels(self.metrics.service).set(1)
            await self._publish(connection)
        finally:
            with suppress(Exception):
                await connection.close(timeout=2)

    async def _publish(self, connection: Any) -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=self.bootstrap, acks="all", enable_idempotence=True, linger_ms=0, max_batch_size=65536
        )
        await producer.start()
        floor = Floor()
        try:
            while True:
                self.wakeup.event.clear()
                await self._sweep(connection, producer, floor)
                await self._wait(connection)
        finally:
            with suppress(Exception):  # what the producer has accepted arrives before anything is sent again
                await asyncio.wait_for(asyncio.shield(producer.stop()), 60)

    async def _sweep(self, connection: Any, producer: AIOKafkaProducer, floor: Floor) -> None:
        """Everything above the floor, once: the next select and send overlap the pending acknowledgements."""
        last, pending = floor.rise(), None
        while True:
            rows = await self._guarded(connection.fetch(WAITING, last, BATCH))
            floor.seen(row["id"] for row in rows)
            sent = (rows, await self._send(connection, producer, rows)) if rows else None
            if pending:
                await self._acknowledged(connection, floor, *pending)
            pending = sent
            if not rows:
                return
            last = rows[-1]["id"]

    async def _send(self, connection: Any, producer: AIOKafkaProducer, rows: Rows) -> list[Any]:
        """Hand rows to the producer in order; the futures of their acknowledgements."""
        futures = []
        for row in rows:
            headers = [(name, value.encode()) for name, value in json.loads(row["headers"]).items()]
            send = producer.send(row["topic"], value=row["payload"], key=row["key"].encode(), headers=headers)
            futures.append(await self._while_pinging(connection, send))
        return futures

    async def _acknowledged(self, connection: Any, floor: Floor, rows: Rows, futures: list[Any]) -> None:
        """Wait for every acknowledgement; then and only then are exactly these rows done."""
        await self._while_pinging(connection, asyncio.gather(*futures))
        crash_point(AFTER_SEND)
        ids = [row["id"] for row in rows]
        await self._guarded(connection.execute(DONE, ids))
        floor.gone(ids)
        for topic in {row["topic"] for row in rows}:
            self.metrics.relayed.labels(self.metrics.service, topic).inc(sum(row["topic"] == topic for row in rows))

    async def _guarded(self, statement: Any) -> Any:
        self.pulse.turn("relaying")
        return await statement

    async def _while_pinging(self, connection: Any, waiting: Any) -> Any:
        """Wait for Kafka, keeping the lease alive; a lease that is lost ends the wait."""
        task = asyncio.ensure_future(waiting)
        try:
            while True:
                done, _ = await asyncio.wait([task], timeout=PING_SECONDS)
                if done:
                    return task.result()
                await self._guarded(connection.execute("SELECT 1"))
        finally:
            task.cancel()

    async def _wait(self, connection: Any) -> None:
        """Until woken or polled, whichever is first; the poll is also the lease's ping."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.wakeup.event.wait(), POLL_SECONDS)
        await self._guarded(connection.execute("SELECT 1"))
