"""Alive means that loops turn and finish what they begin; a dependency that is away is waited for, and one bad thing stops no other."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from peerbridge.clock import BusinessClock, real_now
from peerbridge.database.clock import ClockDiffers, stored_clock
from peerbridge.database.provision import Urls
from peerbridge.database.work import UnitOfWork
from peerbridge.events.cases import CaseClosed
from peerbridge.identity import PLATFORM_OPERATOR
from peerbridge.ids import derived_id, lowest_id, uuid7
from peerbridge.jobs import Job, JobWorker, start_job
from peerbridge.life import end_tasks
from peerbridge.loops import Loops
from peerbridge.schedules import Loop, Sweep
from peerbridge.settings import ServiceSettings
from peerbridge.testing.component import Component, component
from peerbridge.testing.records import FakeLog
from peerbridge.testing.running import eventually, running
from peerbridge.testing.sample import service

POLK, LINN = "19153", "19113"


def loops_of(sample: Component, *schedules: Any) -> Loops:
    """Loops of the sample with these schedules, none of them running."""
    return Loops(sample.runtime, [], schedules, {})


async def turned(loops: Loops, name: str, schedule: Any, seconds: float) -> list[bool]:
    """Run a schedule's loop for a while; whether it was ever silent by a limit of one second."""
    silent: list[bool] = []
    loops._go(name, lambda pulse: loops._every(loops._step_of(schedule), 60.0, pulse))
    try:
        for _ in range(int(seconds / 0.1)):
            await asyncio.sleep(0.1)
            silent.append(any(pulse.silent(1.0) for pulse in loops.runtime.life.pulses))
    finally:
        await end_tasks(*loops._tasks)
    return silent


async def test_a_long_step_that_commits_along_the_way_is_alive_and_one_that_finishes_nothing_is_not(
    sample: Component,
) -> None:
    async def commits(runtime: Any) -> bool:
        for _ in range(30):
            await asyncio.sleep(0.1)
            async with runtime.work() as work:
                await work.raw()
        return False

    async def finishes_nothing(_runtime: Any) -> bool:
        await asyncio.sleep(3)
        return False

    busy, stuck = Loop("busy", 60.0, commits), Loop("stuck", 60.0, finishes_nothing)
    assert not any(await turned(loops_of(sample, busy), "busy", busy, 2.5))
    sample.runtime.life.pulses.clear()
    assert any(await turned(loops_of(sample, stuck), "stuck", stuck, 2.5))


async def test_a_sweep_that_fails_in_one_county_goes_on_in_the_next(sample: Component) -> None:
    swept: list[tuple[str, ...]] = []

    async def run(work: UnitOfWork, _limit: int) -> int:
        if work.scope.counties == (LINN,):
            raise LookupError
        swept.append(work.scope.counties)
        return 0

    async with sample.runtime.work([LINN, POLK]) as work:
        work.counties.update({LINN, POLK})
    sweep = Sweep("things", 60.0, run)
    await loops_of(sample, sweep)._step_of(sweep)()
    assert swept == [(POLK,)]


async def test_a_sweep_goes_on_at_once_while_it_finds_as_many_as_it_may_take(sample: Component) -> None:
    answers = [500, 500, 3]
    taken: list[int] = []

    async def run(_work: UnitOfWork, limit: int) -> int:
        taken.append(limit)
        return answers.pop(0)

    async with sample.runtime.work([POLK]) as work:
        work.counties.add(POLK)
    sweep = Sweep("things", 60.0, run)
    await loops_of(sample, sweep)._step_of(sweep)()
    assert taken == [500, 500, 500]


async def test_a_job_is_worked_off_in_chunks_of_their_own_and_a_bad_one_holds_up_no_other(sample: Component) -> None:
    seen: list[tuple[str, str]] = []

    async def handler(work: UnitOfWork, job: Job) -> str:
        seen.append((job.subject, job.cursor))
        assert work.scope.counties == (POLK,)
        if job.subject == "bad":
            raise faults_of[len(seen) % 2]
        return {"": "1", "1": "2"}.get(job.cursor, "")

    faults_of = (LookupError("value"), clash())
    async with sample.runtime.work([POLK]) as work:
        await start_job(work, "count", "bad", (POLK,))
        await start_job(work, "count", "good", (POLK,))
    worker = JobWorker({"count": handler}, sample.runtime.consumers)
    for _ in range(4):
        await worker.step()
        await sample.owner("UPDATE job SET next_attempt_at = now() - interval '1 second' WHERE done_at IS NULL")
    assert [cursor for subject, cursor in seen if subject == "good"] == ["", "1", "2"]
    rows = {row["subject"]: row for row in await sample.owner("SELECT * FROM job")}
    assert rows["good"]["done_at"] is not None
    assert rows["bad"]["attempt"] == 4
    assert "value" not in rows["bad"]["failed"]


def clash() -> Exception:
    """What the driver raises for a deadlock."""
    error: Exception = asyncpg.DeadlockDetectedError("deadlock")
    return error


async def test_ids_and_instants_from_beyond_the_partitions_do_not_stop_the_next_ones_from_being_made(
    sample: Component,
) -> None:
    ahead = real_now() + timedelta(weeks=7)
    event = FakeLog().seal(
        CaseClosed(
            case=uuid7(), closure=uuid7(), closed_on=ahead.date(), exit_reason="adoption", code_list="afcars_2020",
            case_type="dependency", referred=False, parents=(),
        ),
        county=POLK,
    )  # fmt: skip
    strange = derived_id(ahead, "a clock set wrong")
    await sample.owner("INSERT INTO inbox VALUES ($1)", strange)
    await sample.owner(
        "INSERT INTO published VALUES (1, $1, 't', 'k', '', '', now(), now() + interval '30 days')", event.about.id
    )
    for weeks in (4, 7):
        await sample.rows("SELECT peerbridge_maintain($1)", real_now() + timedelta(weeks=weeks))
    week = ahead.astimezone(UTC) - timedelta(days=ahead.weekday())
    kept = await sample.owner(f"SELECT event_id FROM inbox_{week:%Y%m%d}")
    assert [row["event_id"] for row in kept] == [strange]


async def test_the_inbox_forgets_after_twelve_weeks_and_not_before(sample: Component) -> None:
    young, old = (lowest_id(real_now() - timedelta(days=days)) for days in (83, 92))
    await sample.owner("INSERT INTO inbox VALUES ($1), ($2) ON CONFLICT DO NOTHING", young, old)
    await sample.rows("SELECT peerbridge_maintain($1)", real_now())
    assert young in {row["event_id"] for row in await sample.owner("SELECT event_id FROM inbox")}
    await sample.rows("SELECT peerbridge_maintain($1)", real_now() + timedelta(weeks=2))
    assert young not in {row["event_id"] for row in await sample.owner("SELECT event_id FROM inbox")}


CLOCKS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another speed": ({"speed": 100.0}, {"speed": 200.0}),
    "another origin": ({"origin": datetime(2024, 1, 1, tzinfo=UTC)}, {"origin": datetime(2025, 1, 1, tzinfo=UTC)}),
    "an origin where there was none": ({}, {"origin": datetime(2025, 1, 1, tzinfo=UTC)}),
    "real time where there was an origin": ({"origin": datetime(2024, 1, 1, tzinfo=UTC)}, {}),
}


def told(origin: datetime | None = None, speed: float = 1.0) -> dict[str, Any]:
    """What the settings say of business time."""
    return {"origin": origin, "started": None, "speed": speed}


@pytest.mark.parametrize("change", CLOCKS)
async def test_a_database_begun_with_one_clock_is_not_opened_with_another(sample: Component, change: str) -> None:
    first, then = CLOCKS[change]
    begun = await stored_clock(sample.runtime.consumers, **told(**first))
    assert await stored_clock(sample.runtime.consumers, **told(**first)) == begun or begun.speed == 1.0
    with pytest.raises(ClockDiffers):
        await stored_clock(sample.runtime.consumers, **told(**then))


def test_business_time_runs_as_fast_as_it_was_told_from_its_origin() -> None:
    origin = datetime(2024, 1, 1, tzinfo=UTC)
    clock = BusinessClock(origin, real_now() - timedelta(seconds=10), speed=86_400.0)
    assert timedelta(days=9.9) < clock.now() - origin < timedelta(days=11)


async def test_a_service_told_another_clock_ends_itself_and_says_why(
    urls: Urls, kafka: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with component(service, ServiceSettings, urls) as sample:
        await stored_clock(sample.runtime.consumers, **told(speed=100.0))
    ended: list[int] = []
    async with running(_without_clock, urls, kafka.bootstrap, clock_speed=50.0) as sample:
        sample.runtime.life._end = ended.append

        async def has_ended() -> bool:
            return bool(ended)

        await eventually(has_ended)
        assert not sample.runtime.started
    assert any("business clock of speed 100" in record.getMessage() for record in caplog.records)


def _without_clock(settings: ServiceSettings, _clock: Any) -> Any:
    return service(settings)


async def test_no_command_is_taken_before_business_time_is_known(sample: Component) -> None:
    async with sample.client(PLATFORM_OPERATOR, counties=(POLK,)) as http:
        sample.runtime.started = False
        assert (await http.get("/ops/v1/positions")).status_code == 503
        assert (await http.get("/health/ready")).status_code == 503
        sample.runtime.started = True
        assert (await http.get("/ops/v1/positions")).status_code == 200


async def test_republishing_since_an_instant_without_a_zone_is_refused(sample: Component) -> None:
    async with sample.client(PLATFORM_OPERATOR, counties=(POLK,)) as http:
        assert (await http.post("/ops/v1/republish", json={"since": "2026-01-01T00:00:00"})).status_code == 422
