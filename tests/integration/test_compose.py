"""The composed system, built and really run: a short story through its published ports, and what operators look at."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition

from peerbridge.events.catalogue import TOPICS
from peerbridge.messaging.access import Access
from peerbridge_demo.story import expect
from peerbridge_demo.story.composed import Composed, composed
from peerbridge_demo.story.support import address, family, partners
from peerbridge_demo.system import SERVICES
from peerbridge_demo.witness import disorder, doubled, read_all

READABLE = [topic for topic in TOPICS if topic != "peerbridge.intake.cases"]
pytestmark = [pytest.mark.compose, pytest.mark.slow]


@pytest.fixture(scope="module")
async def world() -> AsyncIterator[Composed]:
    """Built and healthy; gone afterwards."""
    async with composed() as running:
        yield running


@pytest.fixture(scope="module")
async def match(world: Composed) -> dict[str, Any]:
    """A family that has been matched: its case was told by a state's system, through Kafka's published port."""
    await partners(world, 1)
    return await family(world, "composed", by_topic=True)


async def test_both_sides_are_told_by_mail_once(world: Composed, match: dict[str, Any]) -> None:
    async def told() -> dict[str, list[str]]:
        found = {side: await message_ids(world, address(match[side])) for side in ("partner", "parent")}
        return found if all(found.values()) else {}

    for ids in (await expect(told)).values():
        assert len(ids) == len(set(ids))


async def message_ids(world: Composed, recipient: str) -> list[str]:
    """The Message-IDs of what the mail catcher holds for somebody."""
    found = (await world.get("mail", "/api/v1/messages?limit=1000"))["messages"]
    theirs = [each["ID"] for each in found if recipient in [to["Address"] for to in each["To"]]]
    whole = [await world.get("mail", f"/api/v1/message/{one}") for one in theirs]
    return [each.get("MessageID") or each["Headers"]["Message-ID"][0] for each in whole]


async def test_the_console_shows_the_story(world: Composed, match: dict[str, Any]) -> None:
    async def shown() -> set[str]:
        told = await world.player.get("coordinator", "console", f"/v1/cases/{match['case']}/timeline")
        names = {each["type"].split(".")[1] for each in told["events"]}
        return names if {"MatchCreated", "SupervisorAssigned", "NotificationSent"} <= names else set()

    assert "CaseOpened" in await expect(shown)


async def test_every_stream_is_in_order_with_every_effect_once(world: Composed, match: dict[str, Any]) -> None:
    said = await read_all(world.kafka, READABLE)
    assert match["match"] in {each.data["match"] for each in said if each.name == "MatchCreated"}
    assert disorder(said) == []
    assert doubled(said) == []


async def test_prometheus_scrapes_every_service(world: Composed) -> None:
    async def up() -> set[str]:
        found = (await world.get("prometheus", "/api/v1/targets"))["data"]["activeTargets"]
        well = " ".join(each["scrapeUrl"] for each in found if each["health"] == "up")
        return set(SERVICES) if all(service in well for service in SERVICES) else set()

    assert await expect(up, 90)


def refusal_of_reading(kafka: Access, topic: str) -> KafkaError | None:
    """What Kafka says to an account that reads a topic; None for a record."""
    consumer = Consumer({**kafka.librdkafka(), "group.id": "none", "enable.auto.commit": False})
    refused: KafkaError | None = consumer.list_topics(topic, 60).topics[topic].error
    if refused is None:
        consumer.assign([TopicPartition(topic, number, 0) for number in range(TOPICS[topic].partitions)])
        said = next(each for each in iter(lambda: consumer.poll(60), None) if each.topic() == topic)
        refused = said.error()
    consumer.close()
    return refused


def refusal_of_writing(kafka: Access, topic: str) -> KafkaError | None:
    """What Kafka says to an account that writes to a topic."""
    outcome: list[KafkaError | None] = []
    producer = Producer(kafka.librdkafka())
    producer.produce(topic, b"{}", on_delivery=lambda error, _: outcome.append(error))
    assert producer.flush(60) == 0
    return outcome[0]


@pytest.mark.usefixtures("match")
def test_an_account_is_kept_from_what_is_not_its_own(world: Composed) -> None:
    of = world.accounts.of
    assert refusal_of_reading(of("console"), "peerbridge.cases") is None
    for refused in (
        refusal_of_reading(of("notification"), "peerbridge.intake.cases"),
        refusal_of_reading(of("reader"), "peerbridge.intake.cases"),
        refusal_of_reading(of("autoscaler"), "peerbridge.cases"),
        refusal_of_writing(of("matching"), "peerbridge.cases"),
        refusal_of_writing(of("reader"), "peerbridge.cases"),
        refusal_of_writing(of("intake"), "peerbridge.programs"),
    ):
        assert refused is not None
        assert refused.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED


async def test_every_service_stands_well_with_kafka(world: Composed) -> None:
    async def well() -> bool:
        async with httpx.AsyncClient(timeout=20) as http:
            told = [(await http.get(f"{url}/health")).json()["kafka"] for url in world.addresses.services.values()]
        return all(each == {"state": "answers", "lacking": []} for each in told)

    assert await expect(well, 120)
