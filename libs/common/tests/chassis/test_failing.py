"""When it fails: one key parks in order and all others flow; retry and discard work; held and paused are states, not failures."""

import asyncio
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from peerbridge.clock import real_now
from peerbridge.database.provision import Urls
from peerbridge.database.scope import Scope
from peerbridge.events.cases import CaseClosed, CaseClosureWithdrawn
from peerbridge.events.envelope import to_headers
from peerbridge.identity import COORDINATOR, PLATFORM_OPERATOR, STATE_OFFICER
from peerbridge.ids import derived_id, uuid7
from peerbridge.life import Pulse
from peerbridge.messaging import inbox, parking
from peerbridge.messaging.consumer import Consumer
from peerbridge.messaging.heard import decode
from peerbridge.messaging.parking import retry_delay
from peerbridge.messaging.unit import Unit
from peerbridge.testing.component import Component
from peerbridge.testing.records import FakeLog
from peerbridge.testing.running import eventually, running, send
from peerbridge.testing.sample import closed, closures, faults, service

POLK = "19153"
CASES = "peerbridge.cases"


def failing_for(bad: UUID) -> Any:
    """A fault of one case's own."""

    def check(event: CaseClosed) -> None:
        if event.case == bad:
            raise LookupError("secret value")

    return check


async def things(sample: Component) -> dict[UUID, str]:
    """What the sample remembers."""
    return {row["id"]: row["heard"].strip() for row in await sample.owner("SELECT * FROM thing")}


async def until(sample: Component, statement: str, expected: list[Any]) -> None:
    """Wait until the statement's first column reads so."""

    async def so() -> bool:
        return [row[0] for row in await sample.owner(statement)] == expected

    await eventually(so)


async def retry_all(sample: Component) -> None:
    """Make every parked key due now and let a worker take it."""
    await sample.owner("UPDATE parked_keys SET next_attempt_at = now() - interval '1 second' WHERE NOT dead")
    await sample.service.loops.retries.step()


async def test_a_key_that_fails_parks_in_order_while_all_others_flow_and_catches_up_in_order(
    urls: Urls, kafka: Any
) -> None:
    await kafka.wipe()
    faults.clear()
    bad, others = uuid7(), [uuid7() for _ in range(20)]
    faults.check = failing_for(bad)
    async with running(service, urls, kafka.bootstrap) as sample:
        await send(kafka.bootstrap, closures(FakeLog(), [bad, *others], days=range(1, 4)))
        await until(sample, "SELECT count(*)::int FROM thing WHERE times = 3", [20])
        await until(sample, "SELECT count(*)::int FROM parked", [3])
        fingerprint = (await sample.owner("SELECT fingerprint FROM parked ORDER BY id LIMIT 1"))[0][0]
        assert fingerprint.startswith("LookupError/-/-/test_failing.py:")
        assert "secret" not in fingerprint
        faults.check = None
        await retry_all(sample)
        await until(sample, "SELECT key FROM parked_keys", [])
        assert (await things(sample))[bad] == "0101 0102 0103"


async def test_among_500_events_one_that_fails_is_found_in_halves_and_nothing_else_waits(sample: Component) -> None:
    cases = [uuid7() for _ in range(500)]
    bad = cases[317]
    faults.check = failing_for(bad)
    runtime, hears = sample.runtime, sample.service.subscribers[0]
    consumer = Consumer(hears, runtime.consumers, runtime.control, runtime.metrics, Pulse("hears"))
    unlisted = CaseClosureWithdrawn(case=cases[0], closure=uuid7())
    records = [*closures(sample.log, cases), sample.log.record(sample.sealed(unlisted, POLK))]
    unit = await consumer.unit(records)
    assert (len(unit.heard), unit.not_listed) == (500, 1)
    faults.lists.clear()
    await consumer.deliver(unit)
    assert set(await things(sample)) == {*cases} - {bad}
    assert [row["key"] for row in await sample.owner("SELECT key FROM parked_keys")] == [str(bad)]
    assert {(r["topic"], r["partition"], r["next_offset"]) for r in await sample.owner("SELECT * FROM positions")} == {
        (topic, partition, offset) for (topic, partition), offset in unit.positions.items()
    }
    tried = [len(each) for each in faults.lists]
    assert len(tried) <= 19  # the whole, and two halves of each size down to one
    assert sorted(each for each in tried if each > 100) == [125, 125, 250, 250, 500]


async def test_a_retry_that_fails_again_waits_longer_and_in_the_end_is_a_dead_letter_whose_key_stays_closed(
    sample: Component,
) -> None:
    bad = uuid7()
    await park_one(sample, bad)
    for attempt in range(1, 6):
        faults.check = failing_for(bad)
        await retry_all(sample)
        row = (await sample.owner("SELECT attempt, dead FROM parked_keys"))[0]
        assert (row["attempt"], row["dead"]) == (attempt, attempt == 5)
    faults.check = None
    assert (await sample.hears_batch(sample.sealed(closed(bad, 9), POLK))).parked == 1
    await retry_all(sample)
    assert await things(sample) == {}


async def park_one(sample: Component, bad: UUID, days: int = 1) -> None:
    """Park events of one key as the consumer does: the head by its fault, the rest behind it."""
    for day in range(1, days + 1):
        record = sample.log.record(sample.sealed(closed(bad, day), POLK))
        item = decode(record, sample.service.subscribers[0])
        assert item is not None
        if day == 1:
            await Unit(CASES, [item], {}).park(sample.runtime.consumers, "Fault/-/-/here:1")
        else:
            await Unit(CASES, [item], {}).run(sample.runtime.consumers)


async def test_a_retry_and_a_new_follower_at_once_leave_nobody_stuck_and_keep_order(sample: Component) -> None:
    for _ in range(10):
        bad = uuid7()
        await park_one(sample, bad, days=2)
        await sample.owner("UPDATE parked_keys SET next_attempt_at = now() - interval '1 second'")
        follower = sample.sealed(closed(bad, 3), POLK)
        await asyncio.gather(sample.service.loops.retries.step(), sample.hears_batch(follower))
        await retry_all(sample)
        assert (await things(sample))[bad] == "0101 0102 0103"
        assert await sample.owner("SELECT * FROM parked_keys") == []


async def test_a_retry_leaves_a_key_alone_while_a_follower_is_being_parked_behind_it(sample: Component) -> None:
    bad = uuid7()
    await park_one(sample, bad)
    await sample.owner("UPDATE parked_keys SET next_attempt_at = now() - interval '1 second'")
    item = decode(sample.log.record(sample.sealed(closed(bad, 2), POLK)), sample.service.subscribers[0])
    assert item is not None
    async with sample.runtime.work(scope=Scope((POLK,), platform=True)) as work:
        assert await inbox.admit(work, CASES, [item]) == ([item], {str(bad)})
        await parking.park(work, [parking.Parking(item)])
        retrying = asyncio.create_task(sample.service.loops.retries.step())
        await asyncio.sleep(0.5)
    await retrying
    await retry_all(sample)
    assert await things(sample) == {bad: "0101 0102"}
    assert await sample.owner("SELECT * FROM parked") == []


async def test_a_new_head_that_fails_has_all_its_retries_before_it(sample: Component) -> None:
    bad = uuid7()
    await park_one(sample, bad, days=2)
    await sample.owner("UPDATE parked_keys SET attempt = 4")

    def second_day(event: CaseClosed) -> None:
        if event.closed_on.day == 2:
            raise LookupError

    faults.check = second_day
    await retry_all(sample)
    row = (await sample.owner("SELECT attempt, dead, next_attempt_at - now() < '6 seconds' AS soon FROM parked_keys"))[
        0
    ]
    assert (row["attempt"], row["dead"], row["soon"]) == (0, False, True)
    assert await things(sample) == {bad: "0101"}


@pytest.mark.parametrize("state", ["40P01", "57014"])
async def test_a_parked_key_that_clashes_every_time_holds_up_no_other_and_counts_as_failed(
    sample: Component, state: str
) -> None:
    bad, good = uuid7(), uuid7()
    for key in (bad, good):
        await park_one(sample, key, days=2)

    def clash(event: CaseClosed) -> None:
        if event.case == bad:
            raise asyncpg.PostgresError.new({"C": state, "M": "again"})

    faults.check = clash
    await retry_all(sample)
    assert await things(sample) == {good: "0101 0102"}
    assert [tuple(row) for row in await sample.owner("SELECT key, attempt FROM parked_keys")] == [(str(bad), 1)]


async def test_what_fails_only_when_it_commits_is_the_fault_of_the_event_and_not_of_its_neighbours(
    sample: Component,
) -> None:
    bad = uuid7()
    await park_one(sample, bad, days=3)
    await sample.owner(
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.heard LIKE '%0102%' THEN RAISE check_violation; END IF; RETURN NULL; END $$"
    )
    await sample.owner(
        "CREATE CONSTRAINT TRIGGER late AFTER INSERT OR UPDATE ON thing DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION no()"
    )
    await retry_all(sample)
    assert await things(sample) == {bad: "0101"}
    row = (await sample.owner("SELECT attempt, dead FROM parked_keys"))[0]
    assert tuple(row) == (0, False)
    assert [
        r["fingerprint"][:26] for r in await sample.owner("SELECT * FROM parked WHERE fingerprint IS NOT NULL")
    ] == ["CheckViolationError/23514/"]


async def test_what_is_beyond_the_inbox_runs_only_when_a_person_says_so_also_behind_another(
    sample: Component,
) -> None:
    case = uuid7()
    for day in (1, 2):
        event = sample.sealed(closed(case, day), POLK)
        old = derived_id(real_now() - timedelta(weeks=13), str(day))
        headers = [*{**dict(to_headers(event.about)), "ce_id": str(old).encode()}.items()]
        await sample.hears_records(sample.log.raw(CASES, event.subject.encode(), event.payload(), headers))
    async with sample.client(STATE_OFFICER, counties=(POLK,)) as http:
        wanted = {"topic": CASES, "key": str(case)}
        assert (await http.post("/ops/v1/parked/discard", json={**wanted, "reason": "old"})).json() == {"discarded": 1}
        await sample.service.loops.retries.step()
        assert await things(sample) == {}
        assert [row["dead"] for row in await sample.owner("SELECT dead FROM parked_keys")] == [True]
        assert (await http.post("/ops/v1/parked/retry", json=wanted)).json() == {"keys": 1}
    await sample.service.loops.retries.step()
    assert await things(sample) == {case: "0102"}


async def test_a_key_longer_than_an_index_takes_parks_like_any_other(sample: Component) -> None:
    key = secrets.token_hex(5000).encode()
    for _ in range(2):
        counts = await sample.hears_records(sample.log.raw(CASES, key, b"{", [("ce_specversion", b"2")]))
        assert counts.parked == 1
    keys = [row["key"] for row in await sample.owner("SELECT key FROM parked_keys")]
    assert len(keys) == 1
    assert len(keys[0]) < 200


async def test_an_id_that_is_no_time_at_all_is_a_dead_letter(sample: Component) -> None:
    event = sample.sealed(closed(uuid7()), POLK)
    headers = [*{**dict(to_headers(event.about)), "ce_id": str(UUID(int=2**128 - 1)).encode()}.items()]
    counts = await sample.hears_records(sample.log.raw(CASES, event.subject.encode(), event.payload(), headers))
    assert (counts.dead, counts.done) == (1, 0)


async def test_delays_double_back_as_written_with_a_tenth_of_jitter() -> None:
    for attempt, seconds in enumerate((5, 30, 300, 1800, 7200)):
        delay = retry_delay(attempt)
        assert delay is not None
        assert seconds <= delay.total_seconds() <= seconds * 1.1
    assert retry_delay(5) is None


async def test_when_everything_fails_alike_the_subscriber_holds_and_goes_on_when_the_cause_is_gone(
    urls: Urls, kafka: Any
) -> None:
    await kafka.wipe()
    faults.clear()

    def always(_event: CaseClosed) -> None:
        raise LookupError

    faults.check = always
    cases = [uuid7() for _ in range(60)]
    async with running(service, urls, kafka.bootstrap) as sample:
        await send(kafka.bootstrap, closures(FakeLog(), cases))

        async def held() -> bool:
            return bool(sample.runtime.consumer_list) and sample.runtime.consumer_list[0].state == "held"

        await eventually(held)
        parked = (await sample.owner("SELECT count(*)::int FROM parked"))[0][0]
        assert parked == 19
        faults.check = None
        await until(sample, f"SELECT count(*) >= {60 - parked} FROM thing", [True])
        await retry_all(sample)
        await until(sample, "SELECT count(*)::int FROM thing", [60])


async def test_a_paused_subscriber_hears_nothing_until_it_is_resumed(urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    faults.clear()
    async with (
        running(service, urls, kafka.bootstrap) as sample,
        sample.client(PLATFORM_OPERATOR, counties=(POLK,)) as http,
    ):
        await eventually(lambda: started(sample))
        paused = await http.post(f"/ops/v1/subscribers/{CASES}/pause", json={"reason": "looking"})
        assert paused.status_code == 200, paused.text
        await sample.runtime.control.refresh()
        await send(kafka.bootstrap, closures(FakeLog(), [uuid7()]))

        async def waits() -> bool:
            return bool(sample.runtime.consumer_list) and sample.runtime.consumer_list[0].state == "paused"

        await eventually(waits)
        assert await things(sample) == {}
        assert (await http.get("/health/live")).status_code == 200
        await http.post(f"/ops/v1/subscribers/{CASES}/resume", json={})
        await until(sample, "SELECT count(*)::int FROM thing", [1])


async def test_parked_events_are_listed_retried_and_discarded_in_ones_own_counties_only(sample: Component) -> None:
    first, second = uuid7(), uuid7()
    await park_one(sample, first, days=2)
    await park_one(sample, second)
    async with sample.client(STATE_OFFICER, counties=("19113",)) as http:
        assert (await http.get("/ops/v1/parked")).json() == []
        refused = await http.post("/ops/v1/parked/retry", json={"topic": CASES, "key": str(first)})
        assert refused.status_code == 404
    async with sample.client(COORDINATOR, counties=(POLK,)) as http:
        assert len((await http.get("/ops/v1/parked")).json()) == 3
        assert (
            await http.post("/ops/v1/parked/discard", json={"topic": CASES, "key": str(first), "reason": "x"})
        ).status_code == 403
    async with sample.client(STATE_OFFICER, counties=(POLK,)) as http:
        answer = await http.post(
            "/ops/v1/parked/discard", json={"topic": CASES, "key": str(first), "reason": "entered twice"}
        )
        assert answer.json() == {"discarded": 1}
        assert (await http.post("/ops/v1/parked/retry", json={"fingerprint": "Fault/-/-/here:1"})).json() == {"keys": 1}
        assert (await http.post("/ops/v1/parked/retry", json={"topic": CASES})).status_code == 422
    await sample.service.loops.retries.step()
    assert await things(sample) == {first: "0102", second: "0101"}
    audited = await sample.owner("SELECT action, outcome FROM audit WHERE action IN ('discard', 'retry')")
    assert {row["action"] for row in audited} == {"discard", "retry"}


async def test_a_failed_event_of_unknown_county_is_seen_by_platform_operators_only(sample: Component) -> None:
    await sample.hears_records(sample.log.raw(CASES, b"foreign", b"{", [("x", b"\xff")]))
    for role, seen in ((STATE_OFFICER, 0), (PLATFORM_OPERATOR, 1)):
        async with sample.client(role, counties=(POLK,)) as http:
            assert len((await http.get("/ops/v1/parked")).json()) == seen


async def test_an_overlapped_unit_that_fails_parks_its_own_event_and_no_neighbour(urls: Urls, kafka: Any) -> None:
    await kafka.wipe()
    faults.clear()
    cases = [uuid7() for _ in range(1700)]
    faults.check = failing_for(cases[900])
    async with running(service, urls, kafka.bootstrap) as sample:
        consumer = sample.runtime.consumer_list
        await eventually(lambda: _ready(consumer))
        await send(kafka.bootstrap, closures(FakeLog(), cases))
        await until(sample, "SELECT count(*)::int FROM thing", [1699])
        await until(sample, "SELECT key FROM parked_keys", [str(cases[900])])


async def _ready(consumers: list[Any]) -> bool:
    return bool(consumers) and len(consumers[0].positions.ready) == 12


async def started(sample: Component) -> bool:
    """Whether the service knows its business time, and so takes commands."""
    return sample.runtime.started
