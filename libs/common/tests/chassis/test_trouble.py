"""The world being down parks nothing and ends no process; flow returns by itself."""

import asyncio
import threading
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from aiokafka.errors import KafkaTimeoutError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from peerbridge.database.provision import Urls
from peerbridge.events.cases import CaseClosed
from peerbridge.ids import uuid7
from peerbridge.life import Life
from peerbridge.messaging.failures import Fate, fate_of, fingerprint
from peerbridge.testing.component import Component
from peerbridge.testing.records import FakeLog, LogRecord
from peerbridge.testing.running import eventually, running, send
from peerbridge.testing.sample import faults, service

POLK = "19153"


def records(log: FakeLog, cases: list[UUID]) -> list[LogRecord]:
    """One closure per case."""
    return [
        log.record(
            log.seal(
                CaseClosed(
                    case=case, closure=uuid7(), closed_on=date(2026, 1, 1), exit_reason="reunification", code_list="afcars_2020",
                    case_type="dependency", referred=False, parents=(),
                ),
                county=POLK,
            )
        )
        for case in cases
    ]  # fmt: skip


async def known(sample: Component) -> int:
    """How many things there are, once the database answers."""
    try:
        return int((await sample.owner("SELECT count(*) FROM thing"))[0][0])
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return -1


async def test_a_database_killed_under_traffic_loses_nothing_doubles_nothing_and_parks_nothing(
    urls: Urls, kafka: Any, postgres: Any
) -> None:
    await kafka.wipe()
    faults.clear()
    log, cases = FakeLog(), [uuid7() for _ in range(1200)]
    async with running(service, urls, kafka.bootstrap) as sample:
        await eventually(lambda: _ready(sample))
        await send(kafka.bootstrap, records(log, cases[:400]))
        await asyncio.to_thread(postgres.control.kill)
        await send(kafka.bootstrap, records(log, cases[400:800]))
        async with sample.client() as http:
            assert (await http.get("/health/ready")).status_code == 503
            assert (await http.get("/health/live")).status_code == 200
        await asyncio.sleep(3)
        await asyncio.to_thread(postgres.control.start)
        await send(kafka.bootstrap, records(log, cases[800:]))

        async def complete() -> bool:
            return await known(sample) == 1200

        await eventually(complete)
        assert await sample.owner("SELECT * FROM parked_keys") == []
        assert {row["times"] for row in await sample.owner("SELECT times FROM thing")} == {1}


async def test_a_backend_killed_in_the_middle_is_trouble_and_not_the_events_fault(
    urls: Urls, kafka: Any, postgres: Any
) -> None:
    await kafka.wipe()
    faults.clear()
    cases = [uuid7() for _ in range(2000)]
    async with running(service, urls, kafka.bootstrap) as sample:
        await eventually(lambda: _ready(sample))
        await send(kafka.bootstrap, records(FakeLog(), cases))
        admin = await asyncpg.connect(postgres.admin_url)
        try:
            for _ in range(5):
                await admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'sample_app'"
                )
                await asyncio.sleep(0.05)
        finally:
            await admin.close()

        async def complete() -> bool:
            return await known(sample) == 2000

        await eventually(complete)
        assert await sample.owner("SELECT * FROM parked_keys") == []


async def test_a_loop_that_has_ended_is_watched_no_more(urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    async with running(service, urls, kafka.bootstrap) as sample:
        await eventually(lambda: _ready(sample))
        assert {p.name for p in sample.runtime.life.pulses} >= {"relay", "retries", "hears peerbridge.cases"}
        assert "first steps" not in {p.name for p in sample.runtime.life.pulses}


async def _ready(sample: Component) -> bool:
    consumers = sample.runtime.consumer_list
    return bool(consumers) and len(consumers[0].positions.ready) == 12


async def test_who_asks_first_after_a_restart_of_the_database_is_answered(sample: Component, postgres: Any) -> None:
    async def ask() -> int:
        async with sample.runtime.work([POLK]) as work:
            found: int = await (await work.raw()).fetchval("SELECT count(*) FROM thing, pg_sleep(0.1)")
            return found

    assert await asyncio.gather(*(ask() for _ in range(4))) == [0] * 4
    await asyncio.to_thread(postgres.control.stop)
    await asyncio.to_thread(postgres.control.start)
    assert await asyncio.gather(*(ask() for _ in range(4))) == [0] * 4


def of_state(state: str) -> asyncpg.PostgresError:
    """The driver's error of a SQLSTATE, as SQLAlchemy hands it on."""
    return asyncpg.PostgresError.new({"C": state, "M": "text with a value in it"})


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03", "57014", "25P03", "25P04"])
def test_what_may_simply_be_run_again(state: str) -> None:
    assert fate_of(DBAPIError("SELECT", {}, of_state(state))) is Fate.AGAIN


@pytest.mark.parametrize("state", ["08006", "53100", "53300", "57P01", "57P02", "57P03", "58030", "25006"])
def test_what_is_trouble_of_the_world_by_its_state(state: str) -> None:
    assert fate_of(DBAPIError("SELECT", {}, of_state(state))) is Fate.TROUBLE


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        asyncpg.InterfaceError("closed"),
        asyncpg.CannotConnectNowError(),
        asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress"),
        asyncpg.ProtocolError("unexpected message"),
        KafkaTimeoutError(),
        PoolTimeout("no connection is free"),
    ],
)
def test_what_is_trouble_of_the_world_by_its_class(error: Exception) -> None:
    assert fate_of(error) is Fate.TROUBLE


@pytest.mark.parametrize(
    "error", [ValueError(), KeyError(), of_state("23505"), of_state("22P02"), of_state("42501"), asyncpg.DataError()]
)
def test_everything_else_is_the_events_own_fault(error: Exception) -> None:
    assert fate_of(error) is Fate.OWN_FAULT


def test_a_fingerprint_carries_class_state_and_place_and_no_text_of_a_library() -> None:
    with pytest.raises(asyncpg.PostgresError) as caught:
        raise of_state("23505")
    told = fingerprint(caught.value)
    assert told.startswith("UniqueViolationError/23505/-/test_trouble.py:")
    assert "value" not in told


def test_a_loop_that_stands_still_or_works_without_end_is_silent_and_one_that_backs_off_is_not() -> None:
    life = Life(limit=0.0)
    still, backing = life.pulse("still"), life.pulse("backing off")
    assert set(life.silent()) == {"still", "backing off"}
    patient = Life(limit=100.0)
    endless = patient.pulse("endless")
    endless.turn("working")
    endless._working_since = endless._turned - 200
    assert patient.silent() == ["endless"]
    endless.turn("backing off")
    assert patient.silent() == []
    assert still.name != backing.name


def test_the_watchdog_ends_a_process_whose_loop_is_silent() -> None:
    ended = threading.Event()
    life = Life(end=lambda _code: ended.set(), limit=0.05)
    life.pulse("still")
    life.watch()
    assert ended.wait(10)
