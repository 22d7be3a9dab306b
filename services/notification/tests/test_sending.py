"""What is handed over to a mail server, what it answers, and what nobody knows."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import pytest

from notification.use_cases.take_turns import take_turns
from peerbridge.database.scope import NOTHING
from peerbridge.events.notifications import NotificationFailed, NotificationSent
from peerbridge.identity import COORDINATOR
from peerbridge.ids import uuid7
from peerbridge_local.mail import HANG_UP
from peerbridge_local.ports import free_port


async def told(notification: Any, answer: str | None = None) -> Any:
    person = await notification.enters()
    if answer:
        notification.mail.answers[notification.address(person)] = answer
    await notification.hears(notification.identified(person))
    return person


async def resolves(notification: Any, outcome: str, **token: Any) -> Any:
    listed = {"counties": (notification.polk,), **token}
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        found = (await http.get("/v1/deliveries?state=uncertain")).json()["deliveries"]
    async with notification.client(COORDINATOR, **listed) as http:
        return await http.post(f"/v1/deliveries/{found[0]['delivery']}/resolution", json={"outcome": outcome})


async def test_a_refused_address_is_announced_and_not_tried_again(notification: Any) -> None:
    await told(notification, "550 no such mailbox")
    await notification.hands_over()
    assert await notification.hands_over(whatever_is_waiting=True) == []
    assert await notification.states() == ["refused"]
    assert [(type(news), news.reason) for news in await notification.news()] == [(NotificationFailed, "refused")]


async def test_a_temporary_failure_is_tried_again_later(notification: Any) -> None:
    person = await told(notification, "451 try later")
    await notification.hands_over()
    assert (await notification.hands_over(), await notification.states()) == ([], ["ready"])
    notification.mail.answers.clear()
    assert await notification.hands_over(whatever_is_waiting=True) == [notification.address(person)]
    assert await notification.announced() == [NotificationSent]


async def test_a_message_deferred_for_a_day_is_given_up(notification: Any) -> None:
    await told(notification, "451 try later")
    await notification.owner("UPDATE deliveries SET attempts = 23")
    await notification.hands_over()
    assert await notification.states() == ["refused"]


async def test_a_server_that_hangs_up_before_its_answer_leaves_the_message_uncertain(notification: Any) -> None:
    person = await told(notification, HANG_UP)
    assert await notification.hands_over() == [notification.address(person)]
    assert await notification.states() == ["uncertain"]
    assert [news.reason for news in await notification.news()] == ["uncertain"]
    assert await notification.hands_over(whatever_is_waiting=True) == [notification.address(person)]


async def test_an_uncertain_message_is_sent_again_by_a_persons_word_only(notification: Any) -> None:
    person = await told(notification, HANG_UP)
    await notification.hands_over()
    notification.mail.answers.clear()
    assert (await resolves(notification, "send_again")).json()["state"] == "ready"
    assert await notification.hands_over() == [notification.address(person)] * 2
    first, second = (mail.message["Message-ID"] for mail in notification.mail.mails)
    assert first == second
    assert await notification.announced() == [NotificationFailed, NotificationSent]


async def test_a_person_may_find_out_that_an_uncertain_message_arrived(notification: Any) -> None:
    person = await told(notification, HANG_UP)
    await notification.hands_over()
    elsewhere = await resolves(notification, "sent", counties=(notification.story,))
    assert elsewhere.status_code == 404
    assert (await resolves(notification, "sent")).json()["state"] == "sent"
    assert await notification.announced() == [NotificationFailed, NotificationSent]
    assert await notification.hands_over(whatever_is_waiting=True) == [notification.address(person)]


async def test_a_process_killed_after_the_servers_250_leaves_the_message_uncertain(notification: Any) -> None:
    await told(notification)
    async with notification.runtime.work(scope=NOTHING) as work:
        taken = await take_turns(work, 10, lease=60)
    letter = taken.letters[0]
    await notification.sender.mailer.hand_over(letter.address, b"Subject: x\r\n\r\nx\r\n", until=letter.until)
    assert await notification.states() == ["handing_over"]
    assert len(await notification.hands_over()) == 1
    assert await notification.states() == ["handing_over"]
    assert len(await notification.hands_over(whatever_is_waiting=True)) == 1
    assert await notification.states() == ["uncertain"]


async def test_an_attempt_is_committed_before_the_hand_over_and_taken_by_one_sender_only(notification: Any) -> None:
    for _ in range(5):
        await told(notification)

    async def take() -> int:
        async with notification.runtime.work(scope=NOTHING) as work:
            taken = await take_turns(work, 3, lease=60)
            await asyncio.sleep(0.05)
        return len(taken.letters)

    assert sorted(await asyncio.gather(take(), take())) == [2, 3]
    assert await notification.states() == ["handing_over"] * 5


async def test_while_the_mail_server_is_away_nothing_is_lost_or_counted(
    make: Callable[..., Awaitable[Any]], mail: Any, story: Any
) -> None:
    async with await make("127.0.0.1", free_port()) as made:
        alone = story(made, mail)
        await told(alone)
        await alone.hands_over()
        row = (await alone.owner("SELECT state, attempts FROM deliveries"))[0]
        assert (row["state"], row["attempts"]) == ("ready", 0)
        assert await alone.announced() == []


async def test_a_server_that_comes_back_is_used_again_over_a_new_connection(notification: Any) -> None:
    await told(notification)
    await notification.hands_over()
    notification.mail.stop()
    notification.mail.start()
    await told(notification)
    assert len(await notification.hands_over()) == 2


async def test_many_messages_go_over_few_connections(notification: Any) -> None:
    people = [await notification.enters() for _ in range(10)]
    await notification.hears(*(notification.identified(person) for person in people * 2))
    while await notification.step("hand over"):
        continue
    await notification.hands_over()
    assert len(notification.mail.mails) == 20
    assert await notification.states() == ["sent"] * 20


async def test_a_stopped_sender_writes_down_what_it_has_begun(notification: Any) -> None:
    await told(notification)

    async def work() -> None:
        while True:
            await notification.step("hand over")

    working = asyncio.create_task(work())
    while await notification.states() == ["ready"]:
        await asyncio.sleep(0.001)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert await notification.states() == ["sent"]


async def test_a_sender_stopped_while_it_commits_hands_over_what_it_has_taken(
    notification: Any, monkeypatch: Any
) -> None:
    await told(notification)
    committed, work = asyncio.Event(), notification.runtime.work

    @asynccontextmanager
    async def slowly(*counties: Any, **scope: Any) -> AsyncIterator[Any]:
        async with work(*counties, **scope) as unit:
            yield unit
        committed.set()
        await asyncio.sleep(0.1)

    monkeypatch.setattr(notification.runtime, "work", slowly)
    stepping = asyncio.create_task(notification.step("hand over"))
    await committed.wait()
    stepping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stepping
    assert await notification.states() == ["sent"]


async def test_an_outcome_is_kept_while_the_database_is_away(notification: Any, monkeypatch: Any) -> None:
    person = await told(notification)
    recording = "notification.schedules.hand_over.record_outcomes"

    async def broken(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr(recording, broken)
    with pytest.raises(OSError):  # noqa: PT011 (the fault made here)
        await notification.hands_over()
    monkeypatch.undo()
    assert await notification.hands_over() == [notification.address(person)]
    assert await notification.states() == ["sent"]


async def test_a_mail_server_that_never_answers_leaves_the_loop_turning(
    make: Callable[..., Awaitable[Any]], mail: Any, story: Any
) -> None:
    accepted: list[asyncio.StreamWriter] = []
    deaf = await asyncio.start_server(lambda _, writer: accepted.append(writer), "127.0.0.1", 0)
    port = deaf.sockets[0].getsockname()[1]
    async with await make("127.0.0.1", port, hand_over_lease=6) as made:
        alone = story(made, mail)
        await told(alone)
        began = monotonic()
        assert await alone.step("hand over")
        assert await alone.step("hand over")
        assert monotonic() - began < 1
        await alone.hands_over()
        assert await alone.states() == ["ready"]
        assert await alone.announced() == []
    for writer in accepted:
        writer.close()
    deaf.close()


async def test_one_bad_address_holds_up_nobody(notification: Any) -> None:
    await told(notification, "550 no such mailbox")
    person = await told(notification)
    assert await notification.hands_over() == [notification.address(person)]


async def test_no_message_of_another_county_is_listed(notification: Any) -> None:
    await told(notification)
    await notification.hears(notification.identified(uuid7(), county=notification.story))
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        found = (await http.get("/v1/deliveries")).json()["deliveries"]
        assert [each["county"] for each in found] == [notification.polk]
        assert (await http.get(f"/v1/deliveries?county={notification.story}")).json() == {"deliveries": []}
