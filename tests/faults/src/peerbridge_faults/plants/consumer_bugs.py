"""Bugs of hearing: inbox, positions, parking, retries, waves, locks."""

# The bugs reach into their victims on purpose; each replaces one thing and leaves the rest as it is.

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import sample
from typing import Any, Final

from peerbridge_faults.plants.part import part

__all__ = ["BUGS"]

ONE = "INSERT INTO inbox (event_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING 1"
PARKED = "SELECT key FROM parked_keys WHERE topic = $1 AND key = ANY ($2::text[])"


def no_inbox() -> None:
    """Every id is taken for new, and none is written down."""
    inbox = part("peerbridge.messaging.inbox")

    async def admit(
        work: Any, _topic: str, heard: Sequence[Any], locks: Sequence[str] = ()
    ) -> tuple[list[Any], set[str]]:
        await work.lock(*locks)
        return list(heard), set()

    inbox.admit = admit


def inbox_committed_first() -> None:
    """Ids are written down in a transaction before the effects'."""
    inbox, unit = part("peerbridge.messaging.inbox"), part("peerbridge.messaging.unit")
    run, admit = unit.Unit.run, inbox.admit

    async def twice(self: Any, database: Any) -> Any:
        admitted: Any = ([], set())
        async with database.unit_of_work(self.scope()) as work:
            if self.heard:
                admitted = await admit(work, self.topic, self.heard)

        async def known(_work: Any, _topic: str, _heard: Any, _locks: Any = ()) -> Any:
            return admitted

        inbox.admit = known
        return await run(self, database)

    unit.Unit.run = twice


def acknowledge_before_commit() -> None:
    """Positions are committed before the effects are begun."""
    unit = part("peerbridge.messaging.unit")

    run = unit.Unit.run

    async def early(self: Any, database: Any) -> Any:
        async with database.unit_of_work(self.scope()) as work:
            self.stand(work)
        return await run(self, database)

    unit.Unit.run = early


def position_not_written() -> None:
    """The transaction leaves its effects and not where it stands."""
    unit = part("peerbridge.messaging.unit")

    unit.Unit.stand = lambda _self, _work: None


def from_the_end() -> None:
    """On assignment the log's end is sought, as by Kafka's `latest`, not the stored position."""
    positions = part("peerbridge.messaging.positions")

    async def latest(_self: Any, partitions: Any, _first: Any, last: Any) -> dict[int, int]:
        return {place.partition: last[place] for place in partitions}

    positions.Positions._stored = latest


def dedupe_by_sequence() -> None:
    """What has a sequence not above the highest heard of its key is taken for a repeat."""
    inbox = part("peerbridge.messaging.inbox")
    admit, highest = inbox.admit, dict[str, int]()

    async def by_sequence(work: Any, topic: str, heard: Sequence[Any], locks: Sequence[str] = ()) -> Any:
        new = []
        for item in heard:
            sequence = item.about.sequence if item.about else 0
            if sequence > highest.get(item.key, 0):
                highest[item.key] = sequence
                new.append(item)
        return await admit(work, topic, new, locks) if new else ([], set())

    inbox.admit = by_sequence


def failed_batch_acknowledged() -> None:
    """A unit that fails is skipped as a whole."""
    consumer = part("peerbridge.messaging.consumer")

    async def deliver(self: Any, unit: Any) -> None:
        if await self._attempt(unit) is not None:
            await self._attempt(replace(unit, heard=[]))

    consumer.Consumer.deliver = deliver


def failed_event_dropped() -> None:
    """An event that fails is taken in and parked nowhere."""
    parking = part("peerbridge.messaging.parking")

    async def nowhere(_work: Any, _parkings: Any) -> None:
        return None

    parking.park = nowhere


def followers_flow() -> None:
    """Nobody asks whether a key is parked."""
    inbox = part("peerbridge.messaging.inbox")
    admit = inbox.admit

    async def open_to_all(*told: Any) -> Any:
        return (await admit(*told))[0], set()

    inbox.admit = open_to_all


def parked_check_before_inbox() -> None:
    """Parked keys are asked for when a unit is decoded, before the unit ahead of it has committed."""
    consumer, inbox = part("peerbridge.messaging.consumer"), part("peerbridge.messaging.inbox")
    decode, admit, known = consumer.Consumer.unit, inbox.admit, dict[str, set[str]]()

    async def unit(self: Any, records: Any) -> Any:
        made = await decode(self, records)
        async with self.database.unit_of_work(made.scope()) as work:
            rows = await (await work.raw()).fetch(PARKED, self.topic, [item.key for item in made.heard])
        known.update({str(item.event_id): {row["key"] for row in rows} for item in made.heard})
        return made

    async def remembered(work: Any, topic: str, heard: Any, locks: Any = ()) -> Any:
        fresh, _ = await admit(work, topic, heard, locks)
        return fresh, set().union(*(known.get(str(item.event_id), set()) for item in heard))

    consumer.Consumer.unit = unit
    inbox.admit = remembered


def retry_overtakes() -> None:
    """A parked key is run from its newest event."""
    retries = part("peerbridge.messaging.retries")

    retries.EVENTS = retries.EVENTS.replace("ORDER BY id", "ORDER BY id DESC")


def key_let_go() -> None:
    """The retry lets go of a key once its head is done, whatever waits behind it."""
    retries = part("peerbridge.messaging.retries")

    async def let_go(_self: Any, raw: Any, topic: str, key: str) -> bool:
        await raw.execute("DELETE FROM parked_keys WHERE topic = $1 AND key = $2", topic, key)
        return False

    retries.CHUNK = 1
    retries.RetryWorker._go_on = let_go


def unsorted_locks() -> None:
    """Ids are inserted one by one in any order: two owners of the same records lock each other out."""
    inbox = part("peerbridge.messaging.inbox")

    async def admit(
        work: Any, topic: str, heard: Sequence[Any], locks: Sequence[str] = ()
    ) -> tuple[list[Any], set[str]]:
        raw, fresh = await work.raw(), set()
        for item in sample(list(heard), len(heard)):
            if await raw.fetchval(ONE, item.event_id):
                fresh.add(item.event_id)
        rows = await raw.fetch(PARKED, topic, [item.key for item in heard])
        await work.lock(*locks)
        return [item for item in heard if item.event_id in fresh], {row["key"] for row in rows}

    inbox.admit = admit


def early_fact_refused() -> None:
    """A use case refuses a fact whose predecessor it has not heard."""
    service = part("peerbridge.testing.sample")

    count = service.count

    async def refuse(work: Any, heard: Any) -> None:
        things = await service.rows.lock(work, service.Thing, [event.case for event in heard])
        for event in heard:
            if event.about.sequence > 1 and event.case not in things:
                raise LookupError("an unknown thing")
        await count(work, heard)

    service.count = refuse


def change_missing() -> None:
    """Now and then the news is handed over and the row is not stored."""
    rows = part("peerbridge.database.rows")

    store, calls = rows.store, list[int]()

    async def forgetful(work: Any, stored: Any, *more: Any) -> None:
        calls.append(1)
        if len(calls) % 5:
            await store(work, stored, *more)

    rows.store = forgetful


BUGS: Final[dict[str, Callable[[], None]]] = {
    each.__name__: each
    for each in (
        no_inbox, inbox_committed_first, acknowledge_before_commit, position_not_written, from_the_end, dedupe_by_sequence,
        failed_batch_acknowledged, failed_event_dropped, followers_flow, parked_check_before_inbox, retry_overtakes, key_let_go,
        unsorted_locks, early_fact_refused, change_missing,
    )
}  # fmt: skip
