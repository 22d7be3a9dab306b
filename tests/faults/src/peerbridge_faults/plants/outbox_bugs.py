"""Bugs of telling: stream versions, outbox rows, the relay."""

# The bugs reach into their victims on purpose; each replaces one thing and leaves the rest as it is.

import json
import os
from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from aiokafka import AIOKafkaProducer

from peerbridge_faults.plants.part import part

__all__ = ["BUGS"]


def outbox_row_missing() -> None:
    """Every fifth event is counted on its stream and never written to the outbox."""
    outbox = part("peerbridge.database.outbox")
    made, written = outbox._rows, list[int]()

    def forgetful(*told: Any) -> list[Any]:
        kept = []
        for row in made(*told):
            written.append(1)
            if len(written) % 5:
                kept.append(row)
        return kept

    outbox._rows = forgetful


def sequence_not_raised() -> None:
    """A stream's version is raised when it is new, and read from then on."""
    outbox = part("peerbridge.database.outbox")
    standing, known = outbox._standing, set[Any]()

    def read(work: Any, counts: Any, stories: Any) -> Any:
        told = standing(work, counts, stories)
        told[3] = [0 if key in known else counts[key] for key in sorted(counts)]
        known.update(counts)
        return told

    outbox._standing = read


def cause_invented() -> None:
    """An event names a cause that nobody has said."""
    outbox = part("peerbridge.database.outbox")

    envelope = outbox.envelope

    def invented(work: Any, item: Any, *more: Any) -> Any:
        return envelope(work, item, *more)._replace(causation=uuid4())

    outbox.envelope = invented


def published_uncommitted() -> None:
    """News goes straight to Kafka before the transaction is committed, which then is rolled back and run again."""
    outbox = part("peerbridge.database.outbox")
    flush, made, rolled_back = outbox.flush, outbox._rows, list[int]()
    rows: list[Any] = []

    def noted(*told: Any) -> list[Any]:
        rows[:] = made(*told)
        return list(rows)

    async def straight(*told: Any) -> None:
        rows.clear()
        await flush(*told)
        producer = AIOKafkaProducer(bootstrap_servers=os.environ["PEERBRIDGE_KAFKA_BOOTSTRAP"])
        await producer.start()
        for _, topic, key, payload, headers in rows:
            named = [(name, value.encode()) for name, value in json.loads(headers).items()]
            await producer.send_and_wait(topic, payload, key=key.encode(), headers=named)
        await producer.stop()
        if rows and not rolled_back:
            rolled_back.append(1)
            raise TimeoutError

    outbox._rows, outbox.flush = noted, straight


def _sending(change: Callable[[Any, int], dict[str, Any] | None]) -> None:
    """Let the relay send what `change` makes of each row and its number; None: nothing, as if it had been sent."""
    relay = part("peerbridge.messaging.relay")

    send, numbers = relay.Relay._send, list[int]()

    async def other(self: Any, producer: Any, rows: Any) -> list[Any]:
        changed = []
        for row in rows:
            numbers.append(1)
            if (told := change(row, len(numbers))) is not None:
                changed.append(told)
        futures: list[Any] = await send(self, producer, changed)
        return futures

    relay.Relay._send = other


def wrong_key() -> None:
    """Records are keyed by the event, not by the thing it is about."""
    _sending(lambda row, _: {**dict(row), "key": str(uuid4())})


def new_id_per_send() -> None:
    """An event's id is made when it is sent: the same event sent again is another."""
    _sending(lambda row, _: {**dict(row), "headers": json.dumps({**json.loads(row["headers"]), "ce_id": str(uuid4())})})


def failed_send_deleted() -> None:
    """A row whose send fails is deleted like the others."""
    _sending(lambda row, number: dict(row) if number % 7 else None)


def relay_reversed() -> None:
    """A batch is sent from its end."""
    relay = part("peerbridge.messaging.relay")

    relay.WAITING = relay.WAITING.replace("ORDER BY id LIMIT", "ORDER BY id DESC LIMIT")


def relay_cursor() -> None:
    """The relay remembers the highest id it has seen, and never looks below it again."""
    gaps = part("peerbridge.messaging.gaps")

    gaps.Floor.rise = lambda self: self._highest


def delete_before_acknowledgement() -> None:
    """Rows are moved to `published` when they are read."""
    relay = part("peerbridge.messaging.relay")

    fetch = relay.Lease.fetch

    async def read_and_move(self: Any, statement: str, *values: Any) -> Any:
        rows = await fetch(self, statement, *values)
        if rows and statement == relay.WAITING:
            await self.execute(relay.DONE, [row["id"] for row in rows], [], [], [])
        return rows

    relay.Lease.fetch = read_and_move


BUGS: Final[dict[str, Callable[[], None]]] = {
    each.__name__: each
    for each in (
        outbox_row_missing, sequence_not_raised, cause_invented, published_uncommitted, wrong_key, new_id_per_send,
        failed_send_deleted, relay_reversed, relay_cursor, delete_before_acknowledgement,
    )
}  # fmt: skip
