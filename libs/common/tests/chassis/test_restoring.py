"""A database restored to an earlier point starts closed, reads its own topics, lists what it no longer knows, and then opens."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest

from peerbridge.clock import real_now
from peerbridge.database.__main__ import restored
from peerbridge.database.provision import ROLES, Urls
from peerbridge.database.work import UnitOfWork
from peerbridge.events.cases import CaseClosed
from peerbridge.events.matches import SupportWithdrawn
from peerbridge.identity import CASEWORKER, COORDINATOR, PLATFORM_OPERATOR
from peerbridge.ids import uuid7
from peerbridge.messaging.subscriber import Subscriber
from peerbridge.schedules import Sweep
from peerbridge.testing.component import Component
from peerbridge.testing.records import FakeLog
from peerbridge.testing.running import eventually, read_topic, running, send
from peerbridge.testing.sample import faults, service
from peerbridge.web import Api, Work

POLK, STORY, MATCHES = "19153", "19169", "peerbridge.matches"
router = Api(tags=["notes"])


@router.post("/v1/notes", roles=(CASEWORKER,))
async def note(work: Work) -> dict[str, bool]:
    """A command."""
    work.announce(SupportWithdrawn(request=uuid7(), reason="family"), county=POLK)
    return {"noted": True}


@router.get("/v1/notes", roles=(CASEWORKER,))
async def notes(work: Work) -> int:
    """A read."""
    rows: int = await (await work.raw()).fetchval("SELECT count(*) FROM thing")
    return rows


@pytest.fixture(autouse=True)
async def empty_topics(kafka: Any) -> None:
    faults.clear()
    await kafka.wipe()


class Copies:
    """Databases as they were: a copy is what a backup of that moment restores to."""

    def __init__(self, admin_url: str) -> None:
        self.admin_url = admin_url

    async def do(self, *statements: str) -> None:
        """As a superuser."""
        admin = await asyncpg.connect(self.admin_url)
        try:
            for statement in statements:
                await admin.execute(statement)
        finally:
            await admin.close()

    async def copy(self, urls: Urls) -> Urls:
        """The database as it is now, under another name."""
        name, other = name_of(urls), f"c{uuid7().hex[-12:]}"
        gone = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        await self.do(gone, f'CREATE DATABASE "{other}" OWNER sample_owner TEMPLATE "{name}"')
        return Urls(*(urlsplit(getattr(urls, role))._replace(path=f"/{other}").geturl() for role in ROLES))

    async def put_back(self, urls: Urls, copy: Urls) -> None:
        """The copy in the place of the living one, as a restore under running processes does it."""
        live, kept = name_of(urls), name_of(copy)
        gone = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{live}'"
        await self.do(
            f'ALTER DATABASE "{live}" ALLOW_CONNECTIONS false', gone, f'ALTER DATABASE "{live}" RENAME TO "{live}_gone"',
            f'ALTER DATABASE "{kept}" RENAME TO "{live}"',
        )  # fmt: skip


def name_of(urls: Urls) -> str:
    return urlsplit(urls.owner).path[1:]


@pytest.fixture
def copies(postgres: Any) -> Copies:
    return Copies(postgres.admin_url)


@asynccontextmanager
async def opened(urls: Urls, kafka: Any, **parts: Any) -> AsyncIterator[Component]:
    """The sample as the writer of the matches' topic, once it is open."""
    build = partial(service, topics=(MATCHES,), routers=(router,), **parts)
    async with running(build, urls, kafka.bootstrap) as made:
        await eventually(lambda: is_open(made))
        yield made


async def is_open(made: Component) -> bool:
    return made.runtime.gate.enforced and made.runtime.gate.is_open


async def says(made: Component, *keys: UUID, county: str = POLK, reason: str = "staff") -> None:
    """One transaction that announces something of each of these; published when this returns."""
    async with made.runtime.work([county]) as work:
        work.announce(
            *(SupportWithdrawn.model_validate({"request": key, "reason": reason}) for key in keys), county=county
        )
    await eventually(lambda: silent(made))


async def silent(made: Component) -> bool:
    return not await made.owner("SELECT id FROM outbox LIMIT 1")


async def sequences(kafka: Any) -> dict[str, list[int]]:
    """Per key, the sequences as they stand in the topic."""
    found: dict[str, list[int]] = {}
    for record in await read_topic(kafka.bootstrap, MATCHES):
        found.setdefault(record.key.decode(), []).append(int(dict(record.headers)["ce_sequence"]))
    return found


async def lost(made: Component, columns: str = "key, sequence, state") -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await made.owner(f"SELECT {columns} FROM lost_facts ORDER BY key, sequence")]


async def test_what_a_restored_database_no_longer_knows_is_listed_and_sequences_go_on_behind_it(
    urls: Urls, kafka: Any, copies: Copies
) -> None:
    old, new = str(uuid7()), str(uuid7())
    async with opened(urls, kafka) as made:
        await says(made, UUID(old))
    backup = await copies.copy(urls)
    async with opened(urls, kafka) as made:
        await says(made, UUID(old), UUID(old), UUID(new))
    async with opened(backup, kafka) as made:
        assert await lost(made) == [(old, 2, "open"), (old, 3, "open"), (new, 1, "open")]
        assert (await made.owner("SELECT open_facts, restored_at IS NOT NULL AS at FROM opening"))[0] == (3, True)
        await says(made, UUID(old), UUID(new), reason="family")
    assert await sequences(kafka) == {old: [1, 2, 3, 4], new: [1, 2]}


async def test_a_lost_fact_said_again_word_for_word_is_found_again_and_not_said_twice(
    urls: Urls, kafka: Any, copies: Copies
) -> None:
    key = uuid7()
    async with opened(urls, kafka):
        pass
    backup = await copies.copy(urls)
    async with opened(urls, kafka) as made:
        await says(made, key, reason="family")
    async with opened(backup, kafka) as made:
        await says(made, key, key, reason="family")
        assert await lost(made) == [(str(key), 1, "found_again")]
        assert not (await made.owner("SELECT open_facts FROM opening"))[0]["open_facts"]
    assert await sequences(kafka) == {str(key): [1, 2]}


async def test_what_was_published_and_comes_back_in_the_outbox_is_published_again_under_the_same_id(
    urls: Urls, kafka: Any, copies: Copies
) -> None:
    key = uuid7()
    async with running(partial(service, topics=()), urls, "127.0.0.1:1") as made:
        await eventually(lambda: is_open(made))
        async with made.runtime.work([POLK]) as work:
            work.announce(SupportWithdrawn(request=key, reason="family"), county=POLK)
    backup = await copies.copy(urls)
    for each in (urls, backup):
        async with opened(each, kafka) as made:
            await eventually(partial(silent, made))
            assert await lost(made) == []
    records = await read_topic(kafka.bootstrap, MATCHES)
    assert len(records) == 2
    assert len({dict(record.headers)["ce_id"] for record in records}) == 1


async def test_a_database_whose_server_was_only_restarted_is_compared_opened_and_not_called_restored(
    urls: Urls, kafka: Any, postgres: Any
) -> None:
    key = uuid7()
    async with opened(urls, kafka) as made:
        await says(made, key)
        before = made.runtime.gate.opened_for
        await asyncio.to_thread(postgres.control.stop)
        await asyncio.to_thread(postgres.control.start)
        async with made.client(CASEWORKER, counties=(POLK,)) as http:
            answer = await http.post("/v1/notes")
        assert answer.status_code == 200, answer.text
        assert made.runtime.gate.opened_for != before
        assert (await made.owner("SELECT restored_at FROM opening"))[0]["restored_at"] is None


def swept(seen: list[str]) -> Sweep:
    async def run(_work: UnitOfWork, _limit: int) -> int:
        seen.append("swept")
        return 0

    return Sweep("looks", 0.05, run)


async def test_until_its_topics_are_read_it_takes_no_command_and_nothing_runs_but_reads_and_operations(
    urls: Urls, kafka: Any, copies: Copies
) -> None:
    async with opened(urls, kafka) as made:
        await says(made, uuid7())
    backup, seen = await copies.copy(urls), list[str]()
    build = partial(service, topics=(MATCHES,), routers=(router,), schedules=(swept(seen),))
    async with running(build, backup, "127.0.0.1:1") as made:
        await eventually(lambda: enforced(made))
        async with made.client(CASEWORKER, PLATFORM_OPERATOR, counties=(POLK,)) as http:
            refused = await http.post("/v1/notes")
            assert (refused.status_code, refused.json()["type"]) == (503, "urn:peerbridge:problem:closed")
            assert "read" in refused.json()["detail"]
            assert (await http.get("/v1/notes")).status_code == 200
            assert (await http.get("/ops/v1/status")).json()["opening"]["open"] is False
            assert (await http.get("/health")).json()["opening"]["open"] is False
            assert (await http.get("/health/ready")).status_code == 200
            body = {"reason": "looking"}
            assert (await http.post("/ops/v1/subscribers/peerbridge.cases/pause", json=body)).status_code == 200
        assert seen == []
        assert await made.owner("SELECT id FROM outbox") == []


async def enforced(made: Component) -> bool:
    return made.runtime.started and made.runtime.gate.enforced


async def heard_days(made: Component) -> str:
    rows = await made.owner("SELECT heard FROM thing")
    return str(rows[0]["heard"]) if rows else ""


async def test_a_database_put_back_under_a_running_service_hears_again_what_it_had_heard_since(
    urls: Urls, kafka: Any, copies: Copies
) -> None:
    case, log = uuid7(), FakeLog()
    async with opened(urls, kafka):
        pass
    backup = await copies.copy(urls)
    async with opened(urls, kafka) as made:
        await send(kafka.bootstrap, [log.record(closed(log, case, day)) for day in (1, 2)])
        await eventually(lambda: heard(made, "0101 0102 "))
        await eventually(lambda: silent(made))
        await copies.put_back(urls, backup)
        await send(kafka.bootstrap, [log.record(closed(log, case, 3))])
        await eventually(lambda: heard(made, "0101 0102 0103 "))
        await eventually(lambda: silent(made))
        assert {state for *_, state in await lost(made)} == {"found_again"}
    assert await sequences(kafka) == {str(case): [1, 2, 3]}


async def heard(made: Component, days: str) -> bool:
    return await heard_days(made) == days


def closed(log: FakeLog, case: UUID, day: int) -> CaseClosed:
    event = CaseClosed.model_validate({
        "case": case, "closure": uuid7(), "closed_on": f"2026-01-0{day}", "exit_reason": "reunification",
        "code_list": "afcars_2020", "case_type": "dependency", "referred": False, "parents": [uuid7()],
    })  # fmt: skip
    log.seal(event, county=POLK)
    return event


async def test_what_a_service_learns_again_from_its_own_topic_is_found_again(
    urls: Urls, kafka: Any, copies: Copies
) -> None:
    learnt: list[UUID] = []

    async def learn(_work: UnitOfWork, said: Sequence[SupportWithdrawn]) -> None:
        learnt.extend(event.request for event in said)

    own = Subscriber(topic=MATCHES)
    own.on(SupportWithdrawn, learn)
    keys = [uuid7(), uuid7()]
    async with opened(urls, kafka, recollects=(own,)):
        pass
    backup = await copies.copy(urls)
    async with opened(urls, kafka, recollects=(own,)) as made:
        await says(made, *keys)
    assert learnt == []
    async with opened(backup, kafka, recollects=(own,)) as made:
        assert sorted(learnt) == sorted(keys)
        assert {state for *_, state in await lost(made)} == {"found_again"}


async def test_people_acknowledge_lost_facts_of_their_counties_for_a_reason_and_it_is_audited(
    urls: Urls, kafka: Any, copies: Copies
) -> None:
    here, there = uuid7(), uuid7()
    async with opened(urls, kafka):
        pass
    backup = await copies.copy(urls)
    async with opened(urls, kafka) as made:
        await says(made, here, here)
        await says(made, there, county=STORY)
    async with opened(backup, kafka) as made:
        async with made.client(COORDINATOR, counties=(POLK,)) as http:
            facts = (await http.get("/ops/v1/lost", params={"state": "open"})).json()
            assert [(fact["key"], fact["sequence"], fact["county"]) for fact in facts] == [
                (str(here), n, POLK) for n in (1, 2)
            ]
            assert "payload" not in facts[0]
            path, told = "/ops/v1/lost/acknowledgements", {"reason": "entered again by phone"}
            assert (await http.post(path, json=told)).status_code == 422
            one = await http.post(path, json={**told, "event_id": facts[0]["event_id"]})
            assert one.json() == {"acknowledged": 1}
            assert (await http.post(path, json={**told, "topic": MATCHES})).json() == {"acknowledged": 1}
            assert (await http.post(path, json={**told, "key": str(there)})).status_code == 404
        assert await lost(made, "key, state, reason") == [
            *[(str(here), "acknowledged", told["reason"])] * 2, (str(there), "open", None)
        ]  # fmt: skip
        audited = await made.owner("SELECT subject FROM audit WHERE action = 'acknowledge lost fact' ORDER BY id")
        assert [row["subject"] for row in audited] == [fact["event_id"] for fact in facts]
        assert (await made.owner("SELECT open_facts FROM opening"))[0]["open_facts"] == 1


async def test_positions_are_set_back_to_a_moment_once_every_subscriber_is_paused_and_what_comes_again_has_no_effect(
    urls: Urls, kafka: Any
) -> None:
    log, case, paused = FakeLog(), uuid7(), {"reason": "drill"}
    async with opened(urls, kafka) as made:
        await send(kafka.bootstrap, [log.record(closed(log, case, 1))])
        await eventually(lambda: heard(made, "0101 "))
        body = {"since": (real_now() - timedelta(hours=1)).isoformat(), "reason": "drill"}
        async with made.client(PLATFORM_OPERATOR, counties=(POLK,)) as http:
            refused = await http.post("/ops/v1/positions/back", json=body)
            assert (refused.status_code, "peerbridge.cases" in refused.json()["detail"]) == (409, True)
            told = (await http.get("/ops/v1/log", params={"since": body["since"]})).json()
            assert sum(each["end"] - each["since"] for each in told) == 1
            assert (await http.post("/ops/v1/subscribers/peerbridge.cases/pause", json=paused)).status_code == 200
            back = await http.post("/ops/v1/positions/back", json=body)
            assert [(each["topic"], each["next_offset"]) for each in back.json()] == [("peerbridge.cases", 0)]
            assert (await http.post("/ops/v1/subscribers/peerbridge.cases/resume", json=paused)).status_code == 200
        await eventually(lambda: stands_at(made, 1))
        assert await heard_days(made) == "0101 "


async def stands_at(made: Component, offset: int) -> bool:
    rows = await made.owner("SELECT max(next_offset) AS at FROM positions")
    return bool(rows[0]["at"] == offset)


async def test_an_operator_says_that_a_database_was_restored_and_until_when_the_old_one_was_alive(
    urls: Urls, kafka: Any
) -> None:
    alive = real_now() - timedelta(hours=1)
    async with opened(urls, kafka) as made:
        await says(made, uuid7())
    await restored(urls.owner, alive)
    async with opened(urls, kafka) as made:
        assert await lost(made) == []
        stands = (await made.owner("SELECT restored_at, alive_until FROM opening"))[0]
        assert tuple(stands) == (alive, None)


async def test_a_record_that_somebody_else_put_on_our_topic_is_no_lost_fact(urls: Urls, kafka: Any) -> None:
    log = FakeLog()
    event = SupportWithdrawn(request=uuid7(), reason="family")
    log.seal(event, county=POLK)
    await send(kafka.bootstrap, [log.record(event), log.raw(MATCHES, b"k", b"{", [("ce_id", None)])])
    async with opened(urls, kafka) as made:
        assert await lost(made) == []
        assert sum(row["next_offset"] for row in await made.owner("SELECT next_offset FROM own_log")) == 2
