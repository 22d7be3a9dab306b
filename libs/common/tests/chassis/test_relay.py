"""Out: one relay, in id order, waits for every acknowledgement, deletes exactly what it read; its lock is a lease."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from peerbridge.clock import real_now
from peerbridge.database import outbox
from peerbridge.database.outbox import EventTooLarge
from peerbridge.database.provision import Urls
from peerbridge.database.wakeup import Wakeup
from peerbridge.events.matches import SupportWithdrawn
from peerbridge.events.programs import ProgramPublished
from peerbridge.identity import PLATFORM_OPERATOR
from peerbridge.ids import uuid7
from peerbridge.life import Life, end_tasks
from peerbridge.messaging.gaps import Floor
from peerbridge.messaging.relay import Relay
from peerbridge.metrics import Metrics
from peerbridge.testing.component import Component
from peerbridge.testing.running import eventually, read_topic, running
from peerbridge.testing.sample import faults, service

POLK = "19153"
MATCHES = "peerbridge.matches"


async def announce(sample: Component, keys: list[UUID]) -> None:
    """One transaction that announces something of each of these."""
    async with sample.runtime.work([POLK]) as work:
        work.announce(*(SupportWithdrawn(request=key, reason="staff") for key in keys), county=POLK)


def relay(urls: Urls, bootstrap: str, wakeup: Wakeup | None = None) -> Relay:
    """A candidate for the sample's relay."""
    return Relay(urls.relay, bootstrap, wakeup or Wakeup(), Metrics("sample"), Life().pulse("relay"))


async def empty(sample: Component) -> bool:
    """Whether nothing awaits sending."""
    return not await sample.owner("SELECT id FROM outbox LIMIT 1")


async def keys_of(bootstrap: str) -> dict[bytes, list[int]]:
    """Sequences per key as they stand in the topic."""
    found: dict[bytes, list[int]] = {}
    for record in await read_topic(bootstrap, MATCHES):
        found.setdefault(record.key, []).append(int(dict(record.headers)["ce_sequence"]))
    return found


async def test_rows_are_sent_in_order_per_key_and_moved_to_published(sample: Component, urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    keys = [uuid7() for _ in range(50)]
    for _ in range(30):
        await announce(sample, keys)
    task = asyncio.create_task(relay(urls, kafka.bootstrap).run())
    try:
        await eventually(lambda: empty(sample))
    finally:
        await end_tasks(task)
    sent = await eventually(lambda: keys_of(kafka.bootstrap))
    assert len(sent) == 50
    assert all(sequences == list(range(1, 31)) for sequences in sent.values())
    assert len(await sample.owner("SELECT id FROM published")) == 1500


@pytest.mark.parametrize("turns", range(8))
async def test_a_relay_that_is_ended_in_the_moment_it_is_woken_ends(urls: Urls, kafka: Any, turns: int) -> None:
    wakeup = Wakeup()
    task = asyncio.create_task(relay(urls, kafka.bootstrap, wakeup).run())

    async def waits() -> bool:
        return bool(wakeup.event._waiters)

    await eventually(waits)
    wakeup.event.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    ended, _ = await asyncio.wait([task], timeout=20)
    assert ended


async def test_a_row_that_commits_late_with_a_lower_id_is_sent_and_none_is_deleted_unsent(
    sample: Component, urls: Urls, kafka: Any
) -> None:
    await kafka.wipe()
    late, early = uuid7(), [uuid7() for _ in range(5)]
    await announce(sample, early)
    task = asyncio.create_task(relay(urls, kafka.bootstrap).run())
    try:
        async with sample.runtime.work([POLK]) as slow:
            slow.announce(SupportWithdrawn(request=late, reason="staff"), county=POLK)
            await outbox.flush(slow, slow._news, [])
            slow._news.clear()
            for key in early:
                await announce(sample, [key])
            await eventually(lambda: empty(sample))
        await eventually(lambda: empty(sample))
    finally:
        await end_tasks(task)
    assert set(await keys_of(kafka.bootstrap)) == {str(k).encode() for k in (late, *early)}


async def test_a_row_that_commits_between_two_selects_is_sent_before_later_rows_of_its_key(
    sample: Component, urls: Urls, kafka: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kafka.wipe()
    monkeypatch.setattr("peerbridge.messaging.relay.BATCH", 2)
    key, commit, committed = uuid7(), asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with sample.runtime.work([POLK]) as work:
            work.announce(SupportWithdrawn(request=key, reason="staff"), county=POLK)
            await outbox.flush(work, work._news, [])
            work._news.clear()
            flushed.set()
            await commit.wait()
        committed.set()

    class Between(Relay):
        """A relay between whose first send and next select the slow transaction commits, and its key has more news."""

        async def _send(self, producer: Any, rows: Any) -> list[Any]:
            futures = await super()._send(producer, rows)
            if not commit.is_set():
                commit.set()
                await committed.wait()
                await announce(sample, [key])
            return futures

    flushed = asyncio.Event()
    await announce(sample, [uuid7()])  # the county is known: its row is waited for no more
    holding = asyncio.create_task(slow())
    await flushed.wait()
    await announce(sample, [uuid7() for _ in range(3)])
    task = asyncio.create_task(
        Between(urls.relay, kafka.bootstrap, Wakeup(), Metrics("sample"), Life().pulse("relay")).run()
    )
    try:
        await holding
        await eventually(lambda: empty(sample))
    finally:
        await end_tasks(task)
    assert (await keys_of(kafka.bootstrap))[str(key).encode()] == [1, 2]


async def test_of_two_candidates_one_publishes_and_the_other_takes_over_a_lease_whose_holder_stands_still(
    sample: Component, urls: Urls, kafka: Any
) -> None:
    await kafka.wipe()
    holder = await asyncpg.connect(urls.relay, server_settings={"idle_session_timeout": "2s"})
    assert await holder.fetchval("SELECT pg_try_advisory_lock(hashtextextended('peerbridge_relay', 0))")
    await announce(sample, [uuid7()])
    wakeup = Wakeup()
    task = asyncio.create_task(relay(urls, kafka.bootstrap, wakeup).run())
    try:
        await asyncio.sleep(0.2)
        assert not wakeup.elected
        await eventually(lambda: empty(sample))
        assert wakeup.elected
    finally:
        await end_tasks(task)
        holder.terminate()


async def test_while_kafka_is_away_commands_are_taken_and_afterwards_everything_is_sent_in_order(
    urls: Urls, kafka: Any
) -> None:
    await kafka.wipe()
    faults.clear()
    keys = [uuid7() for _ in range(10)]
    async with running(service, urls, kafka.bootstrap) as sample:
        await eventually(lambda: _started(sample))
        await announce(sample, keys)
        await eventually(lambda: empty(sample))
        await asyncio.to_thread(kafka.control.kill)
        try:
            for _ in range(20):
                await announce(sample, keys)
            async with sample.client() as http:
                assert (await http.get("/health/ready")).status_code == 200
                assert (await http.get("/health/live")).status_code == 200
        finally:
            await asyncio.to_thread(kafka.control.start)
        await eventually(lambda: empty(sample))
    sent = await keys_of(kafka.bootstrap)
    for sequences in sent.values():
        first_seen = list(dict.fromkeys(sequences))
        assert first_seen == list(range(1, 22))


async def _started(sample: Component) -> bool:
    return sample.runtime.started and sample.runtime.wakeup.elected and sample.runtime.gate.is_open


async def test_a_commit_of_another_process_wakes_the_elected_relay_by_notify(
    sample: Component, urls: Urls, kafka: Any
) -> None:
    await kafka.wipe()
    wakeup = Wakeup()
    task = asyncio.create_task(relay(urls, kafka.bootstrap, wakeup).run())
    try:
        await eventually(lambda: _elected(wakeup))
        wakeup.event.clear()
        assert not sample.runtime.wakeup.elected
        await announce(sample, [uuid7()])
        await eventually(lambda: empty(sample))
    finally:
        await end_tasks(task)


async def _elected(wakeup: Wakeup) -> bool:
    return wakeup.elected


async def test_what_was_published_can_be_published_again_with_the_same_ids(urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    faults.clear()
    before = real_now() - timedelta(seconds=5)
    async with running(service, urls, kafka.bootstrap) as sample:
        await eventually(lambda: _started(sample))
        await announce(sample, [uuid7() for _ in range(7)])
        await eventually(lambda: empty(sample))
        await kafka.wipe()
        async with sample.client(PLATFORM_OPERATOR, counties=(POLK,)) as http:
            for since in (before, datetime.now(UTC)):
                answer = await http.post("/ops/v1/republish", json={"since": since.isoformat()})
                assert set(answer.json()) == {"job"}

        async def all_done() -> bool:
            return not await sample.owner("SELECT id FROM job WHERE done_at IS NULL") and await empty(sample)

        await eventually(all_done)
    assert len(await read_topic(kafka.bootstrap, MATCHES)) == 7


async def test_an_event_too_large_for_kafka_is_refused_when_it_is_announced(sample: Component) -> None:
    class Huge(SupportWithdrawn):
        def payload(self) -> bytes:
            return b"x" * 1_000_000

    with pytest.raises(EventTooLarge, match="1000000 bytes"):
        async with sample.runtime.work([POLK]) as work:
            work.announce(Huge(request=uuid7(), reason="staff"), county=POLK)
    assert await empty(sample)
    assert ProgramPublished.topic == "peerbridge.programs"


def test_the_floor_stays_below_rows_not_gone_and_holes_that_may_still_be_filled() -> None:
    floor = Floor()
    floor.seen([1, 2, 5])
    assert floor.rise() == 0
    floor.gone([1, 2, 5])
    assert floor.rise() == 2
    floor.seen([3])
    floor.gone([3])
    assert floor.rise() == 3
    floor.seen([4])
    floor.gone([4])
    assert floor.rise() == 5


def test_a_relay_that_begins_does_not_know_what_is_still_to_come_below_the_first_row_it_sees(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr("peerbridge.messaging.gaps.monotonic", lambda: now[0])
    floor = Floor()
    floor.seen([5])
    floor.gone([5])
    assert floor.rise() == 0
    floor.seen([3])
    floor.gone([3])
    now[0] += 36
    assert floor.rise() == 5


def test_a_hole_older_than_any_transaction_counts_as_rolled_back(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("peerbridge.messaging.gaps.monotonic", lambda: now[0])
    floor = Floor()
    floor.seen([1, 3])
    floor.gone([1, 3])
    assert floor.rise() == 1
    now[0] += 36
    assert floor.rise() == 3


async def test_news_told_while_a_notify_is_under_way_is_told_by_one_more() -> None:
    wakeup, told, first = Wakeup(), 0, asyncio.Event()

    async def notify() -> None:
        nonlocal told
        told += 1
        if told == 1:
            await first.wait()

    wakeup.notify = notify
    await wakeup.relay()
    await asyncio.sleep(0.1)
    await wakeup.relay()
    await wakeup.relay()
    first.set()
    await asyncio.sleep(0.2)
    assert told == 2
    await wakeup.close()
