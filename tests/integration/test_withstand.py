"""What breaks is named by each test; what must hold is always the same: every effect once, every stream in order, nothing lost."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from peerbridge.clock import real_now
from peerbridge.crash import AFTER_COMMIT, AFTER_SEND
from peerbridge.events.catalogue import TOPICS
from peerbridge.testing.kafka import KafkaServer
from peerbridge.testing.postgres import PostgresServer
from peerbridge_demo.story import Command, Refusal, Trial, expect, peerbridge
from peerbridge_demo.story.state_system import record
from peerbridge_demo.story.support import COUNTY, family, found_case, partners
from peerbridge_demo.story.trouble import ended_at, revived
from peerbridge_demo.system import ISSUER, SERVICES
from peerbridge_demo.witness import MEASURES, disorder, doubled, produce
from peerbridge_issuer.keys import Key

pytestmark = [pytest.mark.faults, pytest.mark.slow]
KAFKA_AWAY_SECONDS = 20.0
IDLE_SECONDS = 7.0  # many clients give up an idle connection after five
FAILS = """
CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'on purpose'; END $$;
CREATE TRIGGER fails BEFORE INSERT OR UPDATE ON known_case FOR EACH ROW WHEN (NEW."case" = '{case}') EXECUTE FUNCTION fails();
"""
WORKS = "DROP TRIGGER fails ON known_case; DROP FUNCTION fails();"


@pytest.fixture(scope="module", autouse=True)
async def two_partners(world: Trial) -> list[str]:
    """Somebody for the families of these tests: twenty places."""
    return await partners(world, 2)


@pytest.fixture(autouse=True)
async def all_is_well_afterwards(world: Trial) -> AsyncIterator[None]:
    """After each test: settled, in order, every effect once, every message once, and the console knows all of it."""
    yield
    await world.databases.settled(120)
    said = await world.said()
    assert disorder(said) == []
    assert doubled(said) == []
    messages = [mail.message["Message-ID"] for mail in world.mail.mails]
    assert len(messages) == len(set(messages))
    told = {each.attribute("id") for each in said if each.topic != "peerbridge.intake.cases" and each.readable}
    assert told == {str(row["id"]) for row in await world.databases.rows("console", "SELECT id FROM event")}


@pytest.mark.in_containers
@pytest.mark.parametrize(
    ("point", "victims"),
    [(AFTER_COMMIT, SERVICES), (AFTER_SEND, tuple(name for name in SERVICES if name != "console"))],
    ids=["between commit and acknowledgement", "between send and delete"],
)
async def test_services_killed_at_the_worst_moment_lose_and_double_nothing(
    world: Trial, point: str, victims: tuple[str, ...]
) -> None:
    await ended_at(world.system, point, *victims)
    async with revived(world.system) as ended:
        match = await family(world, f"family-{len(point)}", by_topic=True)

        async def all_have_ended() -> bool:
            return set(ended) >= set(victims)

        await expect(all_have_ended, 90)
        await world.system.ready()
        await world.databases.settled(90)
    assert sorted(ended) == sorted(victims)
    assert await created(world, match) == 1


async def created(world: Trial, match: dict[str, Any]) -> int:
    """How many different events say that the match exists."""
    told = {
        each.attribute("id")
        for each in await world.said()
        if each.name == "MatchCreated" and each.data["match"] == match["match"]
    }
    return len(told)


@pytest.mark.in_containers
async def test_kill_9_of_every_service_in_turn_during_work_loses_nothing(world: Trial) -> None:
    async with revived(world.system):
        work = asyncio.gather(*(family(world, f"in-turn-{number}") for number in range(3)))
        for name in SERVICES:
            world.system.running[name].kill()
            await asyncio.sleep(1.5)
        matches = await work
        await world.system.ready()
    assert len({match["match"] for match in matches}) == 3


async def test_every_record_of_every_topic_delivered_twice_changes_nothing(world: Trial) -> None:
    await family(world, "twice")
    await world.databases.settled(60)
    before, said, mails = await world.databases.state(), await world.said(), len(world.mail.mails)
    await produce(world.system.servers.bootstrap, said)
    await world.databases.settled(60)
    after = await world.databases.state()
    changed = {table: {*rows} ^ {*before[table]} for table, rows in after.items() if table != "matching.measured"}
    assert {table: left for table, rows in changed.items() if (left := unmeasured(rows))} == {}
    assert len(unmeasured(each.name for each in await world.said())) == 2 * len(unmeasured(e.name for e in said))
    assert len(world.mail.mails) == mails


def unmeasured(told: Iterable[str]) -> list[str]:
    """Names, or rows that hold one, without those of matching's figures."""
    return [each for each in told if not any(name in each for name in MEASURES)]


@pytest.mark.in_containers
async def test_commands_are_taken_while_kafka_is_away_and_flow_when_it_is_back(
    world: Trial, kafka: KafkaServer
) -> None:
    await asyncio.to_thread(kafka.control.kill)
    back = asyncio.create_task(after(KAFKA_AWAY_SECONDS, kafka.control.start))
    body = {
        "source": "king-county", "source_case": "while-away", "county": COUNTY, "parents": ["somebody"],
        "opened_on": "2025-12-01",
    }  # fmt: skip
    await world.player.post("caseworker", "recruitment", "/v1/case-openings", body)
    assert not back.done()
    case = await found_case(world, "while-away")
    await back
    assert all(child.alive for child in world.system.running.values())

    async def shown() -> bool:
        with suppress(Refusal):
            told = await world.player.get("coordinator", "console", f"/v1/cases/{case['case']}/timeline")
            return bool(told["events"])
        return False

    assert await expect(shown, 30)
    await family(world, "after-kafka")


async def after(seconds: float, step: Callable[[], None]) -> None:
    await asyncio.sleep(seconds)
    await asyncio.to_thread(step)


@pytest.mark.in_containers
async def test_postgresql_restarted_during_work_loses_nothing(world: Trial, postgres: PostgresServer) -> None:
    work = asyncio.gather(*(family(world, f"restart-{number}") for number in range(3)))
    await asyncio.sleep(0.5)
    await asyncio.to_thread(postgres.control.stop)
    await asyncio.to_thread(postgres.control.start)
    assert len({match["match"] for match in await work}) == 3
    assert all(child.alive for child in world.system.running.values())


async def cli(world: Trial, *arguments: str) -> Command:
    """`peerbridge …` as somebody who looks after the platform and these counties."""
    token = await world.token("platform_operator")
    return await peerbridge(world.system.addresses, token, *arguments)


async def test_an_undecodable_record_is_parked_everywhere_and_discarded_with_a_reason(world: Trial) -> None:
    key = str(uuid4())
    source = "peerbridge/recruitment"
    await produce(
        world.system.servers.bootstrap, [record("peerbridge.cases", "CaseClosed", key, COUNTY, b"\xff{", source)]
    )
    hearers = TOPICS["peerbridge.cases"].readers

    async def parked() -> bool:
        return all([await world.databases.rows(each, "SELECT 1 FROM parked WHERE key = $1", key) for each in hearers])

    await expect(parked)
    assert key in (await cli(world, "parked", "list", "--service", "matching")).printed
    await family(world, "beside-poison")
    for service in hearers:
        chosen = ("--service", service, "--topic", "peerbridge.cases", "--key", key)
        discarded = await cli(world, "parked", "discard", *chosen, "--reason", "not JSON")
        assert discarded.printed.split() == ["discarded:", "1"], discarded.noted
    assert not await parked()


async def test_a_key_whose_handler_fails_parks_in_order_and_is_retried_while_others_flow(world: Trial) -> None:
    body = {"source": "king-county", "source_case": "fails", "county": COUNTY, "parents": ["p-1"]}
    opening = {**body, "opened_on": "2025-12-01"}
    closure = {**opening, "closed_on": "2025-12-30", "code_list": "afcars_2020", "exit_reason": 1}
    taken = await world.player.post("caseworker", "recruitment", "/v1/case-openings", opening)
    case = taken["lines"][0]["case"]
    await world.databases.settled(60)
    await world.databases.execute("matching", FAILS.format(case=case))
    await world.player.post("caseworker", "recruitment", "/v1/case-closures", closure)
    await world.player.post("caseworker", "recruitment", "/v1/case-openings", {**opening, "removal": "2"})
    await family(world, "beside-failure")

    async def parked() -> list[str]:
        rows = await world.databases.rows("matching", "SELECT type FROM parked WHERE key = $1 ORDER BY id", case)
        return [row["type"] for row in rows] if len(rows) > 1 else []

    assert await expect(parked) == ["peerbridge.CaseClosed.v1", "peerbridge.CaseReopened.v1"]
    later = (
        "UPDATE parked_keys SET next_attempt_at = now() + interval '1 hour'"  # it is a person who has it tried again
    )
    await world.databases.execute("matching", later)
    await world.databases.execute("matching", WORKS)
    retried = await cli(world, "parked", "retry", "--service", "matching", "--topic", "peerbridge.cases", "--key", case)
    assert retried.code == 0, retried.noted
    await world.databases.settled(60)
    assert await world.databases.rows("matching", "SELECT 1 FROM parked WHERE key = $1", case) == []


async def answer(world: Trial, path: str, token: str | None) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(base_url=world.system.url("recruitment"), headers=headers) as http:
        return (await http.get(path)).status_code


async def test_nobody_sees_a_case_without_a_token_that_counts_here_and_now(world: Trial) -> None:
    case = (await found_case(world, "earlier-0"))["case"]
    path = f"/v1/cases/{case}"
    here, elsewhere = await world.token("caseworker", (COUNTY,)), await world.token("caseworker", ("19153",))
    own = await world.system.tokens.of("partner", person=str(uuid4()))
    key = Key.of(world.system.home.folder / ISSUER)
    ended = {
        "iss": world.system.addresses.issuer, "aud": "peerbridge", "sub": "late", "roles": ["caseworker"],
        "counties": [COUNTY], "demo": True, "iat": real_now() - timedelta(hours=2), "exp": real_now() - timedelta(hours=1),
    }  # fmt: skip
    tokens = {"here": here, "none": None, "expired": key.sign(ended, "at+jwt"), "elsewhere": elsewhere, "partner": own}
    told = {name: await answer(world, path, token) for name, token in tokens.items()}
    assert told == {"here": 200, "none": 401, "expired": 401, "elsewhere": 404, "partner": 403}


async def test_a_connection_stays_open_longer_than_clients_leave_it_idle(world: Trial) -> None:
    async def answers(name: str) -> list[bytes]:
        address = httpx.URL(world.system.url(name))
        reader, writer = await asyncio.open_connection(address.host, address.port)
        lines = []
        for pause in (0.0, IDLE_SECONDS):
            await asyncio.sleep(pause)
            writer.write(f"GET /health HTTP/1.1\r\nHost: {address.host}:{address.port}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
            lines.append(head.partition(b"\r\n")[0])
        writer.close()
        return lines

    names = (*SERVICES, ISSUER)
    told = dict(zip(names, await asyncio.gather(*(answers(name) for name in names)), strict=True))
    assert told == dict.fromkeys(names, [b"HTTP/1.1 200 OK"] * 2)
