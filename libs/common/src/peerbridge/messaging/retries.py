"""Parked keys are run again from the head, in order, under their lock; the key is deleted only when none of its events is left."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peerbridge.clock import real_now
from peerbridge.crash import HOLDING_KEY, crash_point
from peerbridge.database.engine import Database
from peerbridge.database.scope import NOTHING, Scope
from peerbridge.database.work import UnitOfWork
from peerbridge.messaging.failures import Fate, fate_of, fingerprint
from peerbridge.messaging.heard import Heard, decode
from peerbridge.messaging.parking import BEYOND, retry_delay
from peerbridge.messaging.subscriber import Subscriber
from peerbridge.messaging.waves import touched_by, waves
from peerbridge.retired import again, concerned

__all__ = ["ParkedRecord", "RetryWorker"]

TRIES = 5
CHUNK = 100  # events of one key run in one transaction: its locks are held well below transaction_timeout (30 s)
DUE = """
SELECT topic, key FROM parked_keys WHERE NOT dead AND next_attempt_at <= $1 AND topic = ANY ($2::text[])
ORDER BY next_attempt_at LIMIT 100
"""
TAKE = """
SELECT attempt, counties FROM parked_keys WHERE topic = $1 AND key = $2 AND NOT dead AND next_attempt_at <= $3
FOR UPDATE SKIP LOCKED
"""
EVENTS = "SELECT * FROM parked WHERE topic = $1 AND key = $2 ORDER BY id LIMIT $3"
CLOSE = "UPDATE parked_keys SET dead = true WHERE topic = $1 AND key = $2"
ANEW = "UPDATE parked_keys SET attempt = 0 WHERE topic = $1 AND key = $2"
COUNTIES = "SELECT counties FROM parked_keys WHERE topic = $1 AND key = $2"


@dataclass(slots=True)
class ParkedRecord:
    """A parked row, as the record it was."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]

    @staticmethod
    def of(row: Any) -> "ParkedRecord":
        """From a row of `parked`."""
        headers = [
            (name, bytes.fromhex(value) if value is not None else None) for name, value in json.loads(row["headers"])
        ]
        milliseconds = int(row["logged_at"].timestamp() * 1000)
        return ParkedRecord(
            row["topic"], row["partition"], row["offset"], milliseconds, row["raw_key"], row["payload"], headers
        )


class RetryWorker:
    """Runs due keys of the topics this service hears. Any number of replicas may run it."""

    def __init__(self, subscribers: Sequence[Subscriber], database: Database) -> None:
        self.subscribers = {subscriber.topic: subscriber for subscriber in subscribers}
        self.database = database

    async def step(self) -> bool:
        """Run every key that is due, each in transactions of its own; whether any was."""
        async with self.database.unit_of_work(NOTHING) as work:
            due = await (await work.raw()).fetch(DUE, real_now(), sorted(self.subscribers))
        for row in due:
            await self.run_key(row["topic"], row["key"])
        return bool(due)

    async def run_key(self, topic: str, key: str) -> None:
        """Run one key from its head until it is empty, not due, or fails again. Raises what is the world's fault.

        What clashes too often, or fails only when it commits, is found by running one event per transaction.
        """
        size, tries, more = CHUNK, 0, True
        while more:
            async with self.database.unit_of_work(NOTHING, read_only=True) as work:
                counties = await (await work.raw()).fetchval(COUNTIES, topic, key)
            if counties is None:
                return
            try:
                async with self.database.unit_of_work(Scope(tuple(counties), platform=True)) as work:
                    more = await self._chunk(work, topic, key, counties, size)
            except Exception as error:
                fate = fate_of(error)
                more = True
                if fate is Fate.TROUBLE:
                    raise
                if fate is Fate.AGAIN and (tries := tries + 1) <= TRIES:
                    continue
                if size == 1:
                    await self._head_failed(topic, key, fingerprint(error))
                    return
                size, tries = 1, 0

    async def _chunk(self, work: UnitOfWork, topic: str, key: str, counties: list[str], size: int) -> bool:
        raw = await work.raw()
        held = await raw.fetchrow(TAKE, topic, key, real_now())
        if held is None or set(held["counties"]) - set(counties):
            return held is not None
        rows = await raw.fetch(EVENTS, topic, key, size)
        for n, row in enumerate(rows):
            if n and row["fingerprint"] == BEYOND:
                await raw.execute(CLOSE, topic, key)
                return False
            if (fault := await self._one(work, topic, row)) is not None:
                await self._failed(raw, row, _attempts(held["attempt"], row, first=not n), fault)
                return False
            await raw.execute("DELETE FROM parked WHERE id = $1", row["id"])
            crash_point(HOLDING_KEY)
        return await self._go_on(raw, topic, key)

    async def _go_on(self, raw: Any, topic: str, key: str) -> bool:
        """After events that went well: the next is a new head, and one beyond the inbox waits for a person."""
        head = await raw.fetchrow(EVENTS, topic, key, 1)
        if head is None:
            await raw.execute("DELETE FROM parked_keys WHERE topic = $1 AND key = $2", topic, key)
        else:
            await raw.execute(CLOSE if head["fingerprint"] == BEYOND else ANEW, topic, key)
        return head is not None and head["fingerprint"] != BEYOND

    async def _head_failed(self, topic: str, key: str, fault: str) -> None:
        """Note a failure that took its own transaction with it."""
        async with self.database.unit_of_work(NOTHING, read_only=True) as work:
            counties = await (await work.raw()).fetchval(COUNTIES, topic, key)
        async with self.database.unit_of_work(Scope(tuple(counties or ()), platform=True)) as work:
            raw = await work.raw()
            held = await raw.fetchrow(TAKE, topic, key, real_now())
            head = await raw.fetchrow(EVENTS, topic, key, 1)
            if held is not None and head is not None:
                await self._failed(raw, head, _attempts(held["attempt"], head, first=True), fault)

    async def _one(self, work: UnitOfWork, topic: str, row: Any) -> str | None:
        """Run one event in a savepoint; its fingerprint if it failed by its own fault. The world's faults are raised."""
        item = decode(ParkedRecord.of(row), self.subscribers[topic])
        if item is None:
            return None
        if item.fault:
            return item.fault
        try:
            async with work.savepoint():
                await self._effects(work, item)
        except Exception as error:
            if fate_of(error) is not Fate.OWN_FAULT:
                raise
            return fingerprint(error)
        return None

    async def _effects(self, work: UnitOfWork, item: Heard) -> None:
        await work.lock(*touched_by([item]))
        for wave in waves([item]):
            for use_case, events in wave:
                await use_case(work, events)
        if item.event:
            await again(work, concerned([item.event]))

    async def _failed(self, raw: Any, row: Any, attempt: int, fault: str) -> None:
        delay = retry_delay(attempt)
        again: datetime = real_now() + delay if delay else real_now()
        await raw.execute("UPDATE parked SET fingerprint = $2 WHERE id = $1", row["id"], fault)
        await raw.execute(
            "UPDATE parked_keys SET attempt = $3, next_attempt_at = $4, dead = $5 WHERE topic = $1 AND key = $2",
            row["topic"], row["key"], attempt, again, delay is None,
        )  # fmt: skip


def _attempts(before: int, row: Any, *, first: bool) -> int:
    """Failed attempts of this head so far, counted from 0: one that waited behind another has just had its first."""
    return before + 1 if first and row["fingerprint"] is not None else 0
