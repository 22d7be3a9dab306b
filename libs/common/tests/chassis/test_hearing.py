"""What is written to Kafka is heard once, in order per key, whatever happens on the way."""

import asyncio
from typing import Any
from uuid import UUID

from peerbridge.database.provision import Urls
from peerbridge.identity import PLATFORM_OPERATOR
from peerbridge.ids import uuid7
from peerbridge.testing.component import Component
from peerbridge.testing.records import FakeLog
from peerbridge.testing.running import eventually, read_topic, running, send
from peerbridge.testing.sample import closures, faults, service

POLK = "19153"
CASES = "peerbridge.cases"


async def times(sample: Component) -> dict[UUID, str]:
    """What the sample remembers per thing."""
    return {row["id"]: row["heard"].strip() for row in await sample.owner("SELECT * FROM thing")}


async def heard(sample: Component, number: int) -> dict[UUID, str]:
    """Wait until this many things are known."""

    async def enough() -> dict[UUID, str] | None:
        known = await times(sample)
        return known if len(known) >= number else None

    return await eventually(enough)  # type: ignore[no-any-return]


async def test_a_service_hears_although_the_first_of_the_brokers_it_was_told_of_is_away(urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    faults.clear()
    case = uuid7()
    async with running(service, urls, f"127.0.0.1:1,{kafka.bootstrap}") as sample:
        await send(kafka.bootstrap, closures(FakeLog(), [case]))
        assert await heard(sample, 1) == {case: "0101"}


async def test_every_record_has_one_effect_in_order_per_key_and_its_news_is_published(urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    faults.clear()
    cases = [uuid7() for _ in range(300)]
    async with running(service, urls, kafka.bootstrap) as sample:
        await send(kafka.bootstrap, closures(FakeLog(), cases, days=range(1, 6)))

        async def complete() -> bool:
            return sorted((await times(sample)).values()) == ["0101 0102 0103 0104 0105"] * 300

        await eventually(complete)

        async def relayed() -> bool:
            return not await sample.owner("SELECT id FROM outbox LIMIT 1")

        await eventually(relayed)
        assert len(await sample.owner("SELECT id FROM published")) == 1500
    published = await read_topic(kafka.bootstrap, "peerbridge.matches")
    assert len(published) == 1500
    by_key: dict[bytes, list[int]] = {}
    for record in published:
        by_key.setdefault(record.key, []).append(int(dict(record.headers)["ce_sequence"]))
    assert all(sequences == [1, 2, 3, 4, 5] for sequences in by_key.values())


async def test_a_record_with_a_foreign_header_loses_none_of_its_neighbours(urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    faults.clear()
    log, cases = FakeLog(), [uuid7() for _ in range(14)]
    batch = closures(log, cases)
    batch.insert(5, log.raw(CASES, b"foreign", b"\xff\x00", [("ce_id", b"\xff\xfe"), ("x", None)]))
    async with running(service, urls, kafka.bootstrap) as sample:
        await send(kafka.bootstrap, batch)
        assert set(await heard(sample, 14)) == set(cases)

        async def parked() -> bool:
            return [row["key"] for row in await sample.owner("SELECT key FROM parked_keys")] == ["foreign"]

        await eventually(parked)


async def test_a_database_from_yesterday_hears_the_day_again_by_itself(urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    faults.clear()
    log = FakeLog()
    async with running(service, urls, kafka.bootstrap) as sample:
        await send(kafka.bootstrap, closures(log, [uuid7() for _ in range(5)]))
        await heard(sample, 5)
        for table in ("inbox", "thing", "positions", "streams", "outbox"):
            await sample.owner(f"DELETE FROM {table}")
    async with running(service, urls, kafka.bootstrap) as sample:
        assert len(await heard(sample, 5)) == 5


async def test_a_position_beyond_the_end_of_the_log_is_an_alarm_and_not_a_reset(urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    faults.clear()
    async with running(service, urls, kafka.bootstrap) as sample:
        await sample.owner(
            f"INSERT INTO positions SELECT '{CASES}', n, 1000 FROM generate_series(0, 11) AS n"
            " ON CONFLICT (topic, partition) DO UPDATE SET next_offset = 1000"
        )
    async with running(service, urls, kafka.bootstrap) as sample:

        async def alarmed() -> bool:
            consumers = sample.runtime.consumer_list
            return bool(consumers) and consumers[0].positions.ahead == set(range(12))

        await eventually(alarmed)
        await send(kafka.bootstrap, closures(FakeLog(), [uuid7() for _ in range(5)]))
        assert await times(sample) == {}
        assert {row["next_offset"] for row in await sample.owner("SELECT next_offset FROM positions")} == {1000}


async def test_a_log_that_loses_its_tail_while_it_is_read_is_an_alarm_and_new_records_are_not_skipped(
    urls: Urls, kafka: Any
) -> None:
    await kafka.wipe()
    faults.clear()
    log = FakeLog()
    async with running(service, urls, kafka.bootstrap) as sample:
        await send(kafka.bootstrap, closures(log, [uuid7() for _ in range(30)]))
        await heard(sample, 30)
        positions = sample.runtime.consumer_list[0].positions
        await sample.owner("UPDATE positions SET next_offset = 1000")
        client = positions.client()
        for partition in client.assignment():
            client.seek(partition, 1000)

        async def alarmed() -> bool:
            return len(positions.ahead) == 12

        await eventually(alarmed)
        await sample.owner("UPDATE positions SET next_offset = 0")

        async def reads_again() -> bool:
            return not positions.ahead

        await eventually(reads_again)
        await send(kafka.bootstrap, closures(log, [uuid7()]))
        assert len(await heard(sample, 31)) == 31


async def test_positions_that_a_person_sets_are_read_from_at_once_also_with_a_unit_under_way(
    urls: Urls, kafka: Any
) -> None:
    await kafka.wipe()
    faults.clear()
    log = FakeLog()
    async with (
        running(service, urls, kafka.bootstrap) as sample,
        sample.client(PLATFORM_OPERATOR, counties=(POLK,)) as http,
    ):
        await send(kafka.bootstrap, closures(log, [uuid7() for _ in range(40)]))
        await heard(sample, 40)
        flowing = await http.post("/ops/v1/positions", json=_position(0))
        assert flowing.json()["type"].endswith("still-flowing")
        await http.post(f"/ops/v1/subscribers/{CASES}/pause", json={"reason": "hear again"})
        await sample.runtime.control.refresh()
        await send(kafka.bootstrap, closures(log, [uuid7()]))

        async def under_way() -> bool:
            return sample.runtime.consumer_list[0].state == "paused"  # type: ignore[no-any-return]

        await eventually(under_way)
        for table in ("inbox", "thing"):
            await sample.owner(f"DELETE FROM {table}")
        for partition in range(12):
            answer = await http.post("/ops/v1/positions", json=_position(partition))
            assert answer.status_code == 200, answer.text
        await http.post(f"/ops/v1/subscribers/{CASES}/resume", json={})
        again = await heard(sample, 41)
        assert set(again.values()) == {"0101"}


def _position(partition: int) -> dict[str, Any]:
    return {"topic": CASES, "partition": partition, "next_offset": 0, "reason": "a lost table"}


async def test_a_topic_that_was_deleted_and_made_again_is_heard_again(urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    async with running(service, urls, kafka.bootstrap) as sample:
        client = await eventually(lambda: _client(sample))

        async def partitions() -> int:
            return len(client.assignment())

        async def none() -> bool:
            return await partitions() == 0

        await eventually(partitions)
        async with kafka.admin() as admin:
            await admin.delete_topics([CASES])
        await eventually(none)
        await kafka.create(CASES, partitions=12)
        await eventually(partitions)


async def _client(sample: Any) -> Any:
    consumers = sample.runtime.consumer_list
    return consumers and consumers[0].usecase and consumers[0].usecase.consumer


async def test_a_replica_without_a_partition_is_alive(urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    async with kafka.admin() as admin:
        await admin.delete_topics([CASES])
    await kafka.create(CASES, partitions=1)
    async with running(service, urls, kafka.bootstrap) as one, running(service, urls, kafka.bootstrap) as other:

        async def one_stands_by() -> bool:
            consumers = [*one.runtime.consumer_list, *other.runtime.consumer_list]
            members = [c.usecase.consumer for c in consumers if c.usecase and c.usecase.consumer]
            return sorted(len(client.assignment()) for client in members) == [0, 1]

        await eventually(one_stands_by)
        pulses = [replica.runtime.consumer_list[0].pulse for replica in (one, other)]
        for _ in range(3):
            await asyncio.sleep(1.5)
            assert not [pulse.name for pulse in pulses if pulse.silent(1.4)]
