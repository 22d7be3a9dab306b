"""One topic's consumer: raw batches in, all committed before the handler returns; no failure escapes it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import NoOffsetForPartitionError, OffsetOutOfRangeError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import KafkaAckableMessage

from peerbridge.crash import AFTER_COMMIT, IN_HALVES, crash_point
from peerbridge.database.engine import Database
from peerbridge.life import Pulse, patiently
from peerbridge.messaging.control import Control
from peerbridge.messaging.failures import Fate, fate_of, fingerprint
from peerbridge.messaging.heard import Heard, Record, decode
from peerbridge.messaging.held import Failures
from peerbridge.messaging.lag import Acknowledgement, Lag
from peerbridge.messaging.lanes import in_lanes
from peerbridge.messaging.positions import Positions
from peerbridge.messaging.subscriber import Subscriber
from peerbridge.messaging.unit import Counts, Unit
from peerbridge.metrics import Metrics

__all__ = ["Consumer"]

log = logging.getLogger("peerbridge.consumer")
FETCH, YIELD = 4000, 50  # records; overlap needs a yield every 50 decoded ones
TRIES = 5
BACKOFF_SECONDS = (0.1, 2.0)
HOLD_SECONDS, PAUSE_SECONDS = 5.0, 0.5
WAIT_MS = (
    500  # with nothing to read, a loop that turns more often only takes CPU: all loops of an idle service are this one
)


class Consumer:
    """Hears one topic for one service."""

    def __init__(
        self, subscriber: Subscriber, database: Database, control: Control, metrics: Metrics, pulse: Pulse
    ) -> None:
        self.subscriber, self.database, self.control = subscriber, database, control
        self.metrics, self.pulse = metrics, pulse
        self.topic = subscriber.topic
        self.positions = Positions(self.topic, database, self._client)
        self.failures = Failures()
        self.lag = Lag()
        self.state = "reading"
        self.usecase: Any = None
        self._watched: Any = None

    def attach(self, broker: KafkaBroker, group_instance_id: str | None) -> None:
        """Make FastStream's batch subscriber of it, with a parser that leaves records raw (one bad header loses no batch)."""
        self.usecase = broker.subscriber(
            self.topic,
            group_id=f"{self.database.service}.{self.topic}",
            group_instance_id=group_instance_id,
            batch=True,
            max_records=FETCH,
            batch_timeout_ms=20,  # so long FastStream sleeps after a fetch that found nothing
            auto_offset_reset="none",
            ack_policy=AckPolicy.NACK_ON_ERROR,
            session_timeout_ms=6000,
            heartbeat_interval_ms=500,
            max_poll_interval_ms=86_400_000,
            listener=self.positions,
            parser=self._keep_raw,
            decoder=_raw_records,
        )
        self.usecase(self._handle)

    async def start(self, waiting: Callable[[], None]) -> None:
        """Join the group and read; `waiting` is called meanwhile. Raises: KafkaError, OSError; then nothing of it is left."""
        try:
            await patiently(self.usecase.start(), waiting)
        except BaseException:
            await self.leave()
            raise
        self._client()

    async def leave(self) -> None:
        """Put Kafka's client away; what is under way may end. `start` begins with another."""
        away = self.usecase.stop()
        await asyncio.gather(patiently(away, lambda: self.pulse.turn("backing off")), return_exceptions=True)

    async def stop(self) -> None:
        """Read no more; what is under way may end."""
        await asyncio.gather(self.positions.stop(), self.lag.stop())

    def _client(self) -> Any:
        """Kafka's consumer, once it exists, with its fetches watched."""
        client = self.usecase.consumer
        if client is not None and client is not self._watched:
            self._watched = client
            self._watch_fetches(client)
        return client

    def _watch_fetches(self, client: Any) -> None:
        """FastStream's loop is its own; where it fetches it is seen to turn, and an offset out of range becomes an alarm."""
        fetch = client.getmany

        async def getmany(*partitions: Any, **options: Any) -> Any:
            self.pulse.turn()
            if self.positions.were_set(self.control.generations) or self.positions.are_of_another():
                await self.positions.seek_again()
            fetched = fetch(*partitions, **options | {"timeout_ms": WAIT_MS})  # sooner, where there is something
            try:
                return await patiently(fetched, lambda: self.pulse.turn("waiting for Kafka"))
            except NoOffsetForPartitionError:
                await asyncio.sleep(0.02)
            except OffsetOutOfRangeError:
                await self.positions.seek_again()
            return {}

        client.getmany = getmany

    async def _keep_raw(self, records: Any) -> KafkaAckableMessage:
        offsets = {TopicPartition(record.topic, record.partition): record.offset + 1 for record in records}
        return KafkaAckableMessage(
            body=[], headers={}, batch_headers=[], reply_to="", content_type=None, correlation_id="",
            message_id=f"{records[0].offset}-{records[-1].offset}", raw_message=records,
            consumer=Acknowledgement(self.lag, self.usecase.consumer, offsets),
        )  # fmt: skip

    async def _handle(self, records: Any) -> None:
        """What FastStream calls; it would make a pydantic model of a parameter's type."""
        await self.handle(records)

    async def handle(self, records: Sequence[Record]) -> None:
        """Everything accepted of a fetch, in order per partition. Cancelled, it expects all of it again."""
        accepted = self.positions.accept(records)
        try:
            await in_lanes(accepted, self.unit, self.deliver)
        except BaseException:
            self.positions.rewind(accepted)
            raise

    async def unit(self, records: Sequence[Record]) -> Unit:
        """Records decoded into a unit, yielding so that a running transaction's answers are read meanwhile."""
        heard: list[Heard] = []
        positions: dict[tuple[str, int], int] = {}
        for n, record in enumerate(records):
            if n % YIELD == 0:
                await asyncio.sleep(0)
            if item := decode(record, self.subscriber):
                heard.append(item)
            positions[record.topic, record.partition] = record.offset + 1
        stands = self.positions
        counted = len(records) - len(heard)
        return Unit(
            self.topic, heard, positions, counted, stands.replay_until, dict(stands.generations), stands.identity
        )

    async def deliver(self, unit: Unit) -> None:
        """One unit, whatever it takes: again, or waiting for the world, or in halves until what fails stands alone."""
        await self._while_paused()
        if self.positions.were_set(self.control.generations):
            return  # by a person: the next fetch seeks there
        fault = await self._attempt(unit)
        if fault and len(unit.heard) == 1:
            await self._park_or_hold(unit, fault)
        elif fault and unit.heard:
            first, second = unit.halves()
            await self.deliver(first)
            crash_point(IN_HALVES)
            await self.deliver(second)

    async def _attempt(self, unit: Unit) -> str | None:
        """Run a unit until it is done (None) or fails by its own fault (the fingerprint)."""
        tries, (delay, most) = 0, BACKOFF_SECONDS
        while True:
            self._enter("working")
            started = monotonic()
            try:
                counts = await unit.run(self.database)
                crash_point(AFTER_COMMIT)
                self._count(counts, monotonic() - started)
            except Exception as error:
                fate = fate_of(error)
                self.metrics.failures.labels(self.metrics.service, self.topic, fate.value).inc()
                if fate is Fate.OWN_FAULT or (fate is Fate.AGAIN and (tries := tries + 1) > TRIES):
                    return fingerprint(error)
                self.pulse.finished()
                if fate is Fate.TROUBLE:
                    self._enter("backing off")
                    told = {"topic": self.topic, "fingerprint": fingerprint(error)}
                    log.warning("waiting for the database", extra=told)
                    await asyncio.sleep(delay)
                    delay = min(most, delay * 2)
            else:
                return None

    async def _park_or_hold(self, single: Unit, fault: str) -> None:
        """Park the event under its key, unless everything fails alike: then hold it and try again until something changes."""
        self.failures.failed(single.heard[0].key, fault)
        while self.failures.all_alike(fault):
            self._enter("held")
            log.error("held: everything fails alike", extra={"topic": self.topic, "fingerprint": fault})
            await self.control.sleep(HOLD_SECONDS)
            await self._while_paused()
            again = await self._attempt(single)
            if again is None:
                return
            fault = again
            self.failures.failed(single.heard[0].key, fault)
        await self._park(single, fault)

    async def _park(self, single: Unit, fault: str) -> None:
        delay, most = BACKOFF_SECONDS
        while True:
            try:
                self._count(await single.park(self.database, fault), 0.0)
            except Exception as error:
                if fate_of(error) is Fate.OWN_FAULT:
                    log.exception("parking failed", extra={"topic": self.topic})
                self._enter("backing off")
                await asyncio.sleep(delay)
                delay = min(most, delay * 2)
            else:
                log.error("parked", extra={"topic": self.topic, "fingerprint": fault})
                return

    async def _while_paused(self) -> None:
        while self.control.paused(self.topic):
            self._enter("paused")
            await self.control.sleep(PAUSE_SECONDS)

    def _enter(self, state: str) -> None:
        self.pulse.turn(state)
        self.state = state

    def _count(self, counts: Counts, seconds: float) -> None:
        heard, service = self.metrics.heard, self.metrics.service
        for outcome in ("done", "duplicate", "not_listed", "parked", "dead"):
            if number := getattr(counts, outcome):
                heard.labels(service, self.topic, outcome).inc(number)
        if counts.done:
            self.failures.succeeded(counts.done)
        self.metrics.unit_seconds.labels(service, self.topic).observe(seconds)
        self._enter("reading")
        self.pulse.finished()


async def _raw_records(message: KafkaMessage) -> Any:
    return message.raw_message
