"""What is done to the chassis' sample service, each scenario aimed at a kind of bug; without a bug each is lived through."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

import asyncpg

from peerbridge import crash
from peerbridge.ids import uuid7
from peerbridge.testing.records import FakeLog
from peerbridge_faults.plants.kit import POLK, Subject, closures

__all__ = ["SCENARIOS", "Scenario"]

Scenario = Callable[[Subject, float], Awaitable[None]]
FAILS: Final = """
CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'on purpose'; END $$;
CREATE TRIGGER fails BEFORE INSERT OR UPDATE ON thing FOR EACH ROW WHEN (NEW.id = '{thing}' AND NEW.heard = '0101 ')
EXECUTE FUNCTION fails();
"""
WORKS: Final = (
    "DROP TRIGGER fails ON thing; DROP FUNCTION fails(); UPDATE parked_keys SET next_attempt_at = now(), dead = false"
)
BACKLOG: Final = 620  # the parked key's next event stands in the unit after its first
BURSTS, BURST = 12, 150


async def plain(subject: Subject, patience: float) -> None:
    """It hears some events."""
    await subject.send(closures(8, 6))
    subject.start()
    await subject.settle(patience)


async def one_after_another(subject: Subject, patience: float) -> None:
    """It hears some events of some things, and then more of the same things."""
    things, log = [uuid7() for _ in range(4)], FakeLog()
    subject.start()
    await subject.send(closures(4, 3, log, things))
    await subject.settle(patience)
    await subject.send(closures(4, 3, log, things))
    await subject.settle(patience)


async def repeated(subject: Subject, patience: float) -> None:
    """It hears some events, and then the same once more."""
    records = closures(6, 4)
    subject.start()
    await subject.send(records)
    await subject.settle(patience)
    await subject.send(records)
    await subject.settle(patience)


async def killed_before_commit(subject: Subject, patience: float) -> None:
    """It dies before a commit and is started again."""
    await _killed(subject, crash.BEFORE_COMMIT, patience)


async def killed_in_the_relay(subject: Subject, patience: float) -> None:
    """It dies when half of a batch is handed to Kafka."""
    await _killed(subject, crash.MID_RELAY, patience)


async def _killed(subject: Subject, point: str, patience: float) -> None:
    await subject.send(closures(6, 5))
    subject.start(point)
    await subject.died()
    subject.start()
    await subject.settle(patience)


async def away(subject: Subject, patience: float) -> None:
    """It is stopped while events come, and started again."""
    subject.start()
    await subject.send(closures(4, 3))
    await subject.settle(patience)
    await subject.stop()
    await subject.send(closures(4, 3))
    subject.start()
    await subject.settle(patience)


async def one_fails(subject: Subject, patience: float) -> None:
    """One thing's first event fails, later ones would not; then the cause is mended."""
    thing = uuid7()
    await subject.execute(FAILS.format(thing=thing))
    subject.start()
    log = FakeLog()
    await subject.send([*closures(1, 4, log, [thing]), *closures(5, 2, log)])
    await subject.until("SELECT 1 FROM positions WHERE next_offset >= 14")
    await subject.execute(WORKS)
    await subject.settle(patience)


async def one_fails_far_ahead(subject: Subject, patience: float) -> None:
    """A thing's first event fails in one unit, its second stands in the next."""
    thing, log = uuid7(), FakeLog()
    await subject.execute(FAILS.format(thing=thing))
    await subject.send(closures(1, 1, log, [thing]))
    await subject.send(closures(BACKLOG, 1))
    later = closures(1, 3, FakeLog(sequences={("peerbridge.cases", str(thing)): 1}), [thing])
    await subject.send(later[1:])
    subject.start()
    await subject.until("SELECT 1 FROM positions WHERE next_offset > 620")
    await subject.execute(WORKS)
    await subject.settle(patience)


async def committed_late(subject: Subject, patience: float) -> None:
    """A row of the outbox becomes visible after rows with higher ids were sent."""
    subject.start()
    await subject.send(closures(3, 2))
    await subject.settle(patience)
    slow = await asyncpg.connect(
        subject.urls.app, timeout=30, server_settings={"idle_in_transaction_session_timeout": "60s"}
    )
    async with slow.transaction():
        await _write(slow, uuid7(), subject.prefix)
        await subject.send(closures(3, 2))
        await subject.until("SELECT 1 FROM published HAVING count(*) >= 12")
    await slow.close()
    await subject.settle(patience)


async def _write(connection: asyncpg.Connection, key: UUID, prefix: str) -> None:
    """What a transaction of the service leaves for one event."""
    topic, event, story = f"{prefix}peerbridge.matches", uuid7(), uuid7()
    headers = {
        "ce_specversion": "1.0", "content-type": "application/json", "ce_id": str(event), "ce_source": "peerbridge/sample",
        "ce_type": "peerbridge.SupportWithdrawn.v1", "ce_subject": str(key), "ce_time": "2026-01-05T12:00:00+00:00", "ce_county": POLK,
        "ce_sequence": "1", "ce_correlationid": str(story),
    }  # fmt: skip
    await connection.execute("SELECT set_config('peerbridge.counties', $1, true)", POLK)
    thing = "INSERT INTO thing (id, county, times, heard) VALUES ($1, $2, 1, '')"
    await connection.execute(thing, key, POLK)
    stream = "INSERT INTO streams (topic, key, version, correlation) VALUES ($1, $2, 1, $3)"
    await connection.execute(stream, topic, str(key), story)
    payload = json.dumps({"request": str(key), "reason": "case_closed"}).encode()
    row = "INSERT INTO outbox (event_id, topic, key, payload, headers) VALUES ($1, $2, $3, $4, $5)"
    await connection.execute(row, event, topic, str(key), payload, json.dumps(headers))


async def same_sequences(subject: Subject, patience: float) -> None:
    """A producer counts its sequences from one again, as one restored from a backup does."""
    things = [uuid7() for _ in range(4)]
    subject.start()
    await subject.send(closures(4, 3, FakeLog(), things))
    await subject.settle(patience)
    await subject.send(closures(4, 3, FakeLog(), things))
    await subject.settle(patience)


async def late_beginning(subject: Subject, patience: float) -> None:
    """What is heard first of a thing is not its first event."""
    things = [uuid7() for _ in range(3)]
    log = FakeLog(sequences={("peerbridge.cases", str(thing)): 4 for thing in things})
    await subject.send([*closures(3, 2, log, things), *closures(3, 2)])
    subject.start()
    await subject.settle(patience)


async def two_owners(subject: Subject, patience: float) -> None:
    """Two processes hear the same records at the same time, each as its only owner."""
    subject.start()
    subject.start(group="b")
    await subject.send(closures(2, 1))
    await subject.settle(patience)
    for _ in range(BURSTS):
        await subject.send(closures(BURST, 1))
        await asyncio.sleep(0.2)
    await subject.settle(patience)


SCENARIOS: Final[dict[str, Scenario]] = {
    each.__name__: each
    for each in (
        plain, one_after_another, repeated, killed_before_commit, killed_in_the_relay, away, one_fails, one_fails_far_ahead,
        committed_late, same_sequences, late_beginning, two_owners,
    )
}  # fmt: skip
