"""Eligibility is looked at when a message is sent: address, opt-out, quiet hours in the recipient's zone."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from notification.domain.person import Person, quiet_until
from peerbridge.events.notifications import NotificationFailed, NotificationSent, RecipientOptedOut
from peerbridge.identity import CANDIDATE, COORDINATOR
from peerbridge.ids import uuid7


def quiet(begins: str, ends: str, zone: str = "America/Chicago") -> Person:
    at = (time.fromisoformat(begins), time.fromisoformat(ends))
    return Person(uuid7(), "19153", "x", None, None, "en", zone, *at)


@pytest.mark.parametrize(
    ("begins", "ends", "now", "until"),
    [
        ("21:00", "08:00", "2026-01-05T03:00", "2026-01-05T14:00"),  # 21:00 in Chicago, until 8:00 next morning
        ("21:00", "08:00", "2026-01-05T02:59", None),
        ("21:00", "08:00", "2026-01-05T13:59", "2026-01-05T14:00"),
        ("21:00", "08:00", "2026-01-05T14:00", None),
        ("12:00", "13:00", "2026-01-05T18:30", "2026-01-05T19:00"),
        ("12:00", "13:00", "2026-01-05T19:00", None),
        ("08:00", "08:00", "2026-01-05T14:00", None),
        ("22:00", "02:30", "2026-03-08T05:00", "2026-03-08T08:30"),  # 2:30 does not exist in this night
    ],
)
def test_quiet_hours_are_hours_of_the_persons_own_zone(begins: str, ends: str, now: str, until: str | None) -> None:
    found = quiet_until(quiet(begins, ends), datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == (datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None)


def test_nobody_without_quiet_hours_is_made_to_wait() -> None:
    person = Person(uuid7(), "19153", "x", None, None, "en", "America/Chicago")
    assert quiet_until(person, datetime(2026, 1, 5, 9, tzinfo=UTC)) is None


async def test_a_message_waits_for_the_end_of_quiet_hours(notification: Any) -> None:
    person = await notification.enters(quiet_hours={"from": "05:00", "until": "07:00"})  # it is 6:00 in Chicago
    await notification.hears(notification.identified(person))
    assert (await notification.hands_over(), await notification.states()) == ([], ["quiet_hours"])
    notification.passes(minutes=59)
    assert await notification.hands_over() == []
    notification.passes(minutes=1)
    assert await notification.hands_over() == [notification.address(person)]


async def test_a_person_without_an_address_is_told_once_they_have_one(notification: Any) -> None:
    person = uuid7()
    await notification.hears(notification.identified(person))
    await notification.hands_over()
    assert await notification.states() == ["waiting_for_address"]
    await notification.enters(person, email=None)
    assert await notification.hands_over() == []
    await notification.enters(person)
    assert await notification.hands_over() == [notification.address(person)]
    assert await notification.announced() == [NotificationSent]


async def test_an_address_that_never_comes_is_announced_at_its_deadline(notification: Any) -> None:
    await notification.hears(notification.identified(uuid7()))
    await notification.hands_over()
    notification.passes(days=29)
    await notification.hands_over()
    assert await notification.announced() == []
    notification.passes(days=1)
    await notification.hands_over()
    assert [news.reason for news in await notification.news()] == ["no_address"]
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        assert len((await http.get("/v1/deliveries?state=no_address")).json()["deliveries"]) == 1


async def test_an_opt_out_is_effective_at_once(notification: Any) -> None:
    person = await notification.enters()
    await notification.hears(notification.identified(person))
    async with notification.client(CANDIDATE, person=person) as http:
        answer = await http.put(f"/v1/people/{person}/opt-outs", json={"channels": ["email"]})
    assert answer.json() == {"channels": ["email"]}
    assert await notification.hands_over() == []
    assert await notification.announced() == [RecipientOptedOut, NotificationFailed]


async def test_an_opt_out_is_announced_once_and_can_be_taken_back(notification: Any) -> None:
    person = await notification.enters()
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        for channels in (["email"], ["email"], []):
            answer = await http.put(f"/v1/people/{person}/opt-outs", json={"channels": channels})
            assert answer.json() == {"channels": channels}
    assert await notification.announced() == [RecipientOptedOut]
    await notification.hears(notification.identified(person))
    assert await notification.hands_over() == [notification.address(person)]


async def test_a_person_may_opt_out_before_anyone_entered_them(notification: Any) -> None:
    person = uuid7()
    path, body = f"/v1/people/{person}/opt-outs", {"channels": ["email"]}
    async with notification.client(CANDIDATE, person=person) as http:
        assert (await http.put(path, json=body)).status_code == 404
        await notification.hears(notification.identified(person))
        assert (await http.put(path, json=body)).status_code == 200
    await notification.enters(person)
    assert await notification.hands_over() == []
    assert await notification.states() == ["opted_out"]
