"""Gauges of what is behind: outbox, audit, parked keys, lag, subscriber states. Read every two seconds, never per record."""

from aiokafka import TopicPartition

from peerbridge.database.scope import NOTHING
from peerbridge.messaging.consumer import Consumer
from peerbridge.runtime import Runtime

__all__ = ["Gauges"]

STATES = ("reading", "working", "backing off", "held", "paused")
PARKED = "SELECT topic, dead, count(*) AS keys FROM parked_keys GROUP BY topic, dead"


class Gauges:
    """Writes one service's gauges."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime, self.metrics = runtime, runtime.metrics

    async def step(self) -> bool:
        """All gauges once."""
        await self._database()
        for consumer in self.runtime.consumer_list:
            self._subscriber(consumer)
        return False

    async def _database(self) -> None:
        name = self.runtime.name
        async with self.runtime.work(scope=NOTHING, even_closed=True) as work:
            raw = await work.raw()
            waiting = await raw.fetchrow("SELECT rows, oldest_seconds FROM peerbridge_outbox()")
            parked = await raw.fetch(PARKED)
            lost = await raw.fetchval("SELECT coalesce(sum(open_facts), 0) FROM opening")
            audit = await raw.fetchrow("SELECT waiting, oldest_seconds FROM peerbridge_audit_state()")
        self.metrics.outbox_rows.labels(name).set(waiting["rows"])
        self.metrics.outbox_age.labels(name).set(waiting["oldest_seconds"])
        self.metrics.closed.labels(name).set(not self.runtime.gate.is_open)
        self.metrics.lost_facts.labels(name).set(lost)
        self.metrics.audit_waiting.labels(name).set(audit["waiting"])
        self.metrics.audit_age.labels(name).set(audit["oldest_seconds"])
        self.metrics.parked.clear()
        for row in parked:
            self.metrics.parked.labels(name, row["topic"], str(row["dead"]).lower()).set(row["keys"])

    def _subscriber(self, consumer: Consumer) -> None:
        name, topic = self.runtime.name, consumer.topic
        for state in STATES:
            self.metrics.state.labels(name, topic, state).set(consumer.state == state)
        self.metrics.ahead.labels(name, topic).set(len(consumer.positions.ahead))
        client = consumer.usecase.consumer
        if client is None:
            return
        behind = 0
        for partition, position in consumer.positions.ready.items():
            high = client.highwater(TopicPartition(topic, partition))
            behind += max(0, (high or 0) - position)
        self.metrics.lag.labels(name, topic).set(behind)
