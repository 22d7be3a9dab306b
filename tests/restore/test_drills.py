"""The drills of docs/restore.md: one service's database back, Kafka without its last minutes, all databases back.

After each the invariants hold, but for what the runbook says is lost; and that is what the services list, no more and no less.
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from peerbridge.clock import real_now
from peerbridge.events.catalogue import TOPICS
from peerbridge.testing.kafka import KafkaServer
from peerbridge_demo.story import Trial, expect, peerbridge
from peerbridge_demo.story.support import family, partners
from peerbridge_demo.system import SERVICES
from peerbridge_demo.witness import MEASURES, Said, disorder, doubled, rewrite

pytestmark = [pytest.mark.faults, pytest.mark.slow]
PRODUCERS = ("recruitment", "matching", "supervision", "notification")
Server = Any


@pytest.fixture(scope="module", autouse=True)
async def two_partners(world: Trial) -> list[str]:
    """Somebody for the families of these drills: twenty places."""
    return await partners(world, 2)


def ids(said: Iterable[Said], *writers: str) -> set[str]:
    """The ids of what these services have said, but for matching's figures."""
    return {each.attribute("id") for each in said if TOPICS[each.topic].writer in writers and each.name not in MEASURES}


async def waiting(world: Trial, service: str) -> set[str]:
    """What a service's database is still to publish."""
    return {str(row["event_id"]) for row in await world.databases.rows(service, "SELECT event_id FROM outbox")}


async def lost(world: Trial, service: str, state: str | None = None) -> dict[str, dict[str, Any]]:
    """The lost facts that a service lists to somebody of all counties, by event id."""
    wanted: dict[str, Any] = {"limit": 1000} | ({"state": state} if state else {})
    found = await world.player.get("platform_operator", service, "/ops/v1/lost", **wanted)
    return {each["event_id"]: each for each in found}


async def opened(world: Trial, *names: str) -> None:
    """Return when these have read their own topics."""

    async def open_now() -> bool:
        told = [await world.player.get("platform_operator", name, "/ops/v1/status") for name in names]
        return all(each["opening"]["open"] for each in told)

    await expect(open_now)


async def well(world: Trial) -> list[Said]:
    """What must hold after every drill; everything on all topics."""
    await world.databases.settled(120)
    said = await world.said()
    assert disorder(said) == []
    assert doubled(said) == []
    messages = [mail.message["Message-ID"] for mail in world.mail.mails]
    assert len(messages) == len(set(messages))
    told = {each.attribute("id") for each in said if each.topic != "peerbridge.intake.cases"}
    assert told == {str(row["id"]) for row in await world.databases.rows("console", "SELECT id FROM event")}
    for service in SERVICES:
        assert await world.databases.rows(service, "SELECT topic, key FROM parked_keys") == []
    return said


@pytest.mark.parametrize("service", PRODUCERS)
async def test_one_services_database_back_to_an_earlier_point(world: Trial, server: Server, service: str) -> None:
    await world.databases.settled(60)
    folder = await asyncio.to_thread(server.last_line, "dump", service)
    known = ids(await world.said(), service) | await waiting(world, service)
    await family(world, f"lost-by-{service}")
    await world.databases.settled(60)
    mails = len(world.mail.mails)
    await asyncio.to_thread(world.system.stop, service)
    beyond = ids(await world.said(), service) - known
    assert beyond
    await asyncio.to_thread(server.script, "restore-dump", folder, service)
    world.system.start(service)
    await world.system.ready(service)
    await opened(world, service)
    assert set(await lost(world, service)) >= beyond
    await well(world)
    facts = await lost(world, service)
    assert beyond == {each for each in facts if each in ids(await world.said(), service)} & beyond
    if service == "notification":
        assert {fact["state"] for fact in facts.values()} == {"found_again"}
        assert len(world.mail.mails) == mails
    if service == "supervision":
        assert not await lost(world, service, "open")
        assert len(world.mail.mails) == mails
    await acknowledged(world, service)
    await family(world, f"after-{service}")
    await well(world)


async def acknowledged(world: Trial, service: str) -> None:
    """People have entered again what is open, and say so."""
    token = await world.token("coordinator")
    for topic in sorted({fact["topic"] for fact in (await lost(world, service, "open")).values()}):
        words = ("--topic", topic, "--reason", "entered again")
        done = await peerbridge(world.addresses, token, "lost", "acknowledge", "-s", service, *words)
        assert done.code == 0, done.noted
    assert not await lost(world, service, "open")


async def test_kafka_without_its_last_minutes(world: Trial, kafka: KafkaServer) -> None:
    await world.databases.settled(60)
    before, since = await world.said(), real_now() - timedelta(seconds=1)
    await family(world, "lost-by-kafka")
    await world.databases.settled(60)
    said = await world.said()
    state, mails = await world.databases.state(), len(world.mail.mails)
    await asyncio.to_thread(world.system.stop, *SERVICES)
    await kafka.wipe()
    await rewrite(kafka.bootstrap, before)
    world.system.start(*SERVICES)
    await world.system.ready()
    await expect(lambda: stands_beyond_the_log(world))
    token = await world.token("platform_operator")
    words = ("recover", "kafka", "--since", f"{since:%Y-%m-%dT%H:%M:%S}")
    looked = await peerbridge(world.addresses, token, *words, "--dry-run")
    assert looked.code == 0, looked.noted
    assert ids(await world.said(), *PRODUCERS) == ids(before, *PRODUCERS)
    done = await peerbridge(world.addresses, token, *words)
    assert done.code == 0, done.noted
    after = await well(world)
    assert ids(after, *PRODUCERS) == ids(said, *PRODUCERS)
    assert len(world.mail.mails) == mails
    assert {table: rows for table, rows in (await world.databases.state()).items() if rows != state[table]} == {}
    await family(world, "after-kafka")
    await well(world)


async def stands_beyond_the_log(world: Trial) -> bool:
    """Whether somebody has noticed: a position beyond the log's end is an alarm."""
    async with await world.system.client("console") as http:
        told = (await http.get("/health")).json()
    return any(each["ahead_of_log"] for each in told["subscribers"].values())


async def test_all_databases_back_to_an_earlier_point(world: Trial, server: Server) -> None:
    await asyncio.to_thread(server.script, "base")
    await family(world, "kept-by-all")
    await world.databases.settled(60)
    moment, known = real_now(), ids(await world.said(), *PRODUCERS)
    await asyncio.sleep(1.0)
    await family(world, "lost-by-all")
    await world.databases.settled(60)
    mails = len(world.mail.mails)
    await asyncio.to_thread(world.system.stop, *SERVICES)
    beyond = ids(await world.said(), *PRODUCERS) - known
    await asyncio.to_thread(back, server, f"{moment:%Y-%m-%d %H:%M:%S.%f+00}")
    world.system.start(*SERVICES)
    await world.system.ready()
    await opened(world, *SERVICES)
    await well(world)
    listed = {event: fact for service in PRODUCERS for event, fact in (await lost(world, service)).items()}
    assert beyond == {event for event in listed if event not in known} & beyond
    assert len(world.mail.mails) == mails
    for service in PRODUCERS:
        await acknowledged(world, service)
    await family(world, "after-all")
    await well(world)


def back(server: Server, moment: str) -> None:
    """The server's databases as they were: what docs/restore.md says, step by step."""
    server.postgres.stop()
    server.postgres.data.rename(server.postgres.data.with_name("pg-of-now"))
    server.postgres.owns(server.postgres.data)
    server.script("restore-to", moment, str(server.postgres.data))
    server.postgres.start()
    server.script("declare")
