"""The composed system, built and really run: a short story through its published ports, and what operators look at."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from peerbridge_demo.story import expect
from peerbridge_demo.story.composed import Composed, composed
from peerbridge_demo.story.support import address, family, partners
from peerbridge_demo.system import SERVICES
from peerbridge_demo.witness import disorder, doubled, read_all

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
    said = await read_all(world.bootstrap)
    assert match["match"] in {each.data["match"] for each in said if each.name == "MatchCreated"}
    assert disorder(said) == []
    assert doubled(said) == []


async def test_prometheus_scrapes_every_service(world: Composed) -> None:
    async def up() -> set[str]:
        found = (await world.get("prometheus", "/api/v1/targets"))["data"]["activeTargets"]
        well = " ".join(each["scrapeUrl"] for each in found if each["health"] == "up")
        return set(SERVICES) if all(service in well for service in SERVICES) else set()

    assert await expect(up, 90)
