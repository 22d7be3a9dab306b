"""After a restore nobody is told twice.

What the topic says became of a message is believed; what nobody knows is a person's to find out.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from peerbridge.clock import real_now
from peerbridge.events.base import Event
from peerbridge.events.notifications import RecipientOptedOut
from peerbridge.identity import COORDINATOR
from peerbridge.testing.records import FakeLog


async def forgets(notification: Any) -> None:
    """The database as it was before anybody was told anything, with the same people."""
    for table in ("deliveries", "turns", "inbox", "streams"):
        await notification.owner(f"TRUNCATE {table}")


async def restored(notification: Any, said: Sequence[Event]) -> None:
    """The service reads these from its own topic, and opens."""
    log, opening = FakeLog(), notification.made.service.loops.opening
    for event in said:
        log.seal(event, county=notification.polk, source="peerbridge/notification")
    if said:
        await opening._chunk([log.record(event) for event in said])
    await notification.owner(
        "INSERT INTO opening (restored_at) VALUES ($1) ON CONFLICT (one) DO UPDATE SET restored_at = $1", real_now()
    )


async def facts(notification: Any) -> list[str]:
    return [row["state"] for row in await notification.owner("SELECT state FROM lost_facts ORDER BY event_id")]


async def test_a_message_that_the_topic_says_was_sent_is_not_sent_again_when_its_cause_is_heard_again(
    notification: Any,
) -> None:
    cause = notification.identified(await notification.enters())
    await notification.hears(cause)
    assert len(await notification.hands_over()) == 1
    said = await notification.news()
    await forgets(notification)
    await restored(notification, said)
    assert await facts(notification) == ["found_again"]
    await notification.hears(cause)
    assert len(await notification.hands_over(whatever_is_waiting=True)) == 1
    assert await notification.states() == ["sent"]


async def test_a_message_that_waited_at_the_time_of_the_backup_and_was_sent_after_it_is_sent(notification: Any) -> None:
    person = await notification.enters()
    await notification.hears(notification.identified(person))
    await notification.hands_over()
    said = await notification.news()
    await notification.owner("UPDATE deliveries SET state = 'ready', attempt = NULL, attempts = 0, finished_at = NULL")
    await notification.owner(
        "INSERT INTO turns (delivery, person, county, in_business_time, due_at, handing_over)"
        " SELECT delivery, person, county, false, now(), false FROM deliveries"
    )
    await notification.owner("TRUNCATE streams")
    await restored(notification, said)
    assert await notification.hands_over(whatever_is_waiting=True) == [notification.address(person)]
    assert await notification.states() == ["sent"]
    assert await notification.owner("SELECT * FROM turns") == []


async def test_a_message_that_may_have_been_sent_in_the_lost_time_is_uncertain_and_goes_by_a_persons_word_only(
    notification: Any,
) -> None:
    person = await notification.enters()
    cause = notification.identified(person)
    await restored(notification, [])
    await notification.hears(cause)
    assert await notification.hands_over(whatever_is_waiting=True) == []
    assert await notification.states() == ["uncertain"]
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        (found,) = (await http.get("/v1/deliveries?state=uncertain")).json()["deliveries"]
        answer = await http.post(f"/v1/deliveries/{found['delivery']}/resolution", json={"outcome": "send_again"})
    assert answer.status_code == 200, answer.text
    assert await notification.hands_over(whatever_is_waiting=True) == [notification.address(person)]
    assert await notification.states() == ["sent"]


async def test_what_was_caused_after_the_old_database_was_last_alive_is_sent(notification: Any) -> None:
    person = await notification.enters()
    cause = notification.identified(person)
    await restored(notification, [])
    await notification.owner("UPDATE opening SET restored_at = $1", cause.about.time - timedelta(days=3650))
    await notification.hears(cause)
    assert await notification.hands_over() == [notification.address(person)]


async def test_who_had_opted_out_in_the_lost_time_is_not_written_to(notification: Any) -> None:
    person = await notification.enters()
    await restored(notification, [RecipientOptedOut(person=person, channel="email")])
    await notification.owner("UPDATE opening SET restored_at = NULL")
    await notification.hears(notification.identified(person))
    assert await notification.hands_over(whatever_is_waiting=True) == []
    assert await notification.states() == ["opted_out"]
    assert await facts(notification) == ["found_again"]
