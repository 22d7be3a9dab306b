"""What the watchdog bears with and what it ends: a world that is away for longer than its patience ends no process."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from peerbridge.clock import real_now
from peerbridge.database.provision import Urls
from peerbridge.events.cases import CaseClosed
from peerbridge.events.matches import SupportWithdrawn
from peerbridge.ids import uuid7
from peerbridge.settings import ServiceSettings
from peerbridge.testing.component import Component
from peerbridge.testing.records import FakeLog
from peerbridge.testing.running import eventually, running, send
from peerbridge.testing.sample import faults, service

POLK = "19153"
PATIENCE = 13.0  # seconds; a loop at rest turns every ten


def watched(build: Callable[..., Any], ended: list[list[str]], limit: float) -> Callable[..., Any]:
    """`build`, whose watchdog has this patience and only notes which loops made it lose it."""

    def made(settings: ServiceSettings, clock: Any) -> Any:
        service = build(settings, clock)
        life = service.runtime.life
        life._limit, life._end = limit, lambda _: ended.append(life.silent())
        return service

    return made


async def test_a_service_whose_loops_cannot_start_ends_itself_and_says_why(
    urls: Urls, kafka: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[list[str]] = []

    async def wrongly_built(*_: Any) -> None:
        raise TypeError("text of a library")

    monkeypatch.setattr("peerbridge.loops.Loops._start_consumers", wrongly_built)
    async with running(watched(service, ended, PATIENCE), urls, kafka.bootstrap):

        async def has_ended() -> bool:
            return bool(ended)

        await eventually(has_ended)
    said = [record for record in caplog.records if "cannot start" in record.getMessage()]
    assert [vars(record)["fingerprint"].split("/")[0] for record in said] == ["TypeError"]


async def test_kafka_away_for_longer_than_the_watchdogs_patience_ends_no_process(urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    faults.clear()
    ended: list[list[str]] = []
    log, many = FakeLog(), [uuid7() for _ in range(3000)]
    async with running(watched(service, ended, PATIENCE), urls, kafka.bootstrap) as sample:
        await eventually(lambda: _reading(sample))
        await send(kafka.bootstrap, [log.record(log.seal(_closed(case), county=POLK)) for case in many])
        (consumer,) = sample.runtime.consumer_list
        await asyncio.to_thread(kafka.control.kill)
        consumer.usecase.consumer._coordinator.request_rejoin()  # and its group was just being put together anew
        try:
            async with sample.runtime.work([POLK]) as work:
                work.announce(*(SupportWithdrawn(request=case, reason="staff") for case in many), county=POLK)
            await asyncio.sleep(PATIENCE + 8)
        finally:
            await asyncio.to_thread(kafka.control.start)

        async def all_heard() -> bool:
            return len(await sample.owner("SELECT id FROM thing")) == len(many)

        await eventually(all_heard)
    assert ended == []


async def test_a_database_that_stands_still_for_longer_than_the_watchdogs_patience_ends_no_process(
    urls: Urls, kafka: Any, postgres: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kafka.wipe()
    faults.clear()
    ended: list[list[str]] = []
    monkeypatch.setattr("peerbridge.database.engine.COMMAND_SECONDS", 3)
    monkeypatch.setattr("peerbridge.database.engine.CONNECT_SECONDS", 3)
    monkeypatch.setattr("peerbridge.database.engine.POOL_SECONDS", 2)
    monkeypatch.setattr("peerbridge.messaging.lease.COMMAND_SECONDS", 3)
    log, many = FakeLog(), [uuid7() for _ in range(1000)]
    async with running(watched(service, ended, PATIENCE), urls, kafka.bootstrap) as sample:
        await eventually(lambda: _reading(sample))
        await asyncio.to_thread(postgres.control.freeze)
        try:
            await send(kafka.bootstrap, [log.record(log.seal(_closed(case), county=POLK)) for case in many])
            await asyncio.sleep(PATIENCE + 8)
        finally:
            await asyncio.to_thread(postgres.control.thaw)

        async def all_heard() -> bool:
            return len(await sample.owner("SELECT id FROM thing")) == len(many)

        await eventually(all_heard)
        assert await sample.owner("SELECT * FROM parked_keys") == []
    assert ended == []


def _closed(case: Any) -> CaseClosed:
    return CaseClosed(
        case=case, closure=uuid7(), closed_on=real_now().date(), exit_reason="adoption", code_list="afcars_2020",
        case_type="dependency", referred=False, parents=(),
    )  # fmt: skip


async def _reading(sample: Component) -> bool:
    consumers = sample.runtime.consumer_list
    return bool(consumers) and len(consumers[0].positions.ready) == 12
