"""Who is told, in which words, and that nobody is told twice."""

from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import pytest

from notification.domain.letter import Letter
from notification.domain.recipients import TOLD, recipients
from notification.gateways.letters import LANGUAGES, compose, said
from peerbridge.clock import real_now
from peerbridge.events.candidates import CandidateOptedOut
from peerbridge.events.notifications import NotificationFailed, NotificationSent, RecipientOptedOut, Template
from peerbridge.events.supervision import CheckInOverdue, SessionMissed, SupervisorAssigned
from peerbridge.ids import derived_id, uuid7

TEMPLATES = get_args(get_args(Template)[0])
NAME = "Zoë O'Brien-Núñez"


def letter(template: str, language: str) -> Letter:
    return Letter(uuid7(), uuid7(), "19153", template, NAME, "zoe@mail.test", language, 0.0)


def test_every_message_that_may_be_announced_has_words_in_every_language() -> None:
    texts = Path(str(__import__("notification").__file__)).parent / "gateways" / "texts"
    for language in LANGUAGES:
        assert {path.stem for path in (texts / language).glob("*.txt")} == {*TEMPLATES, "letter"}


def test_every_template_is_sent_for_some_event() -> None:
    assert {template for template, _ in TOLD.values()} == set(TEMPLATES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_letter_greets_by_name_says_where_to_sign_in_and_no_case_fact(template: str, language: str) -> None:
    words = said(letter(template, language), "https://console.test")
    assert NAME in words
    assert "https://console.test" in words
    for fact in ("case", "child", "court", "partner", "parent", "welfare", "caso", "niñ", "padre", "madre", "tribunal"):
        assert fact not in words.lower()


def test_a_letter_keeps_its_id_in_every_attempt() -> None:
    one = letter("certified", "en")
    ids = {
        line
        for _ in range(2)
        for line in compose(one, sender="no-reply@x.test", link="https://c.test").split(b"\r\n")
        if line.startswith(b"Message-ID")
    }
    assert ids == {f"Message-ID: <{one.delivery}@x.test>".encode()}


def test_a_missing_supervisor_blocks_nobody() -> None:
    partner, supervisor = uuid7(), uuid7()
    told: dict[str, Any] = {"match": uuid7(), "check_in": uuid7(), "partner": partner, "due_on": "2026-01-05"}
    both = recipients(CheckInOverdue.model_validate({**told, "supervisor": supervisor}))
    assert both == [("check_in_overdue", supervisor), ("check_in_overdue", partner)]
    assert recipients(CheckInOverdue.model_validate(told)) == [("check_in_overdue", partner)]


async def test_a_candidate_is_told_in_their_language(notification: Any) -> None:
    person = await notification.enters(name=NAME, language="es")
    await notification.hears(notification.identified(person))
    await notification.hands_over()
    message = notification.mail.mails[0].message
    assert message["Subject"] == "Tiene un mensaje"
    assert NAME in message.get_content()
    assert (message["To"], message["Content-Language"]) == (f"{NAME} <p{person.hex}@mail.test>", "es")
    assert await notification.announced() == [NotificationSent]


async def test_partner_and_family_are_both_told(notification: Any) -> None:
    partner, parent = await notification.enters(), await notification.enters()
    await notification.hears(notification.proposed(partner, parent), notification.matched(partner, parent))
    told = await notification.hands_over()
    assert sorted(told) == sorted([f"p{each.hex}@mail.test" for each in (partner, parent)] * 2)


async def test_a_partner_of_another_county_is_told_too(notification: Any) -> None:
    partner = await notification.enters(county=notification.story)
    await notification.hears(notification.matched(partner, uuid7(), shared_with=(notification.story,)))
    assert await notification.hands_over() == [f"p{partner.hex}@mail.test"]


async def test_supervisor_and_partner_hear_of_each_other(notification: Any) -> None:
    partner, supervisor = await notification.enters(), await notification.enters()
    event = SupervisorAssigned(match=uuid7(), partner=partner, supervisor=supervisor)
    missed = SessionMissed(partner=partner, session=uuid7(), due_on="2026-01-05")
    await notification.hears(event, missed, county=notification.polk)
    assert len(await notification.hands_over()) == 3


async def test_every_event_heard_twice_is_told_once(notification: Any) -> None:
    partner, parent = await notification.enters(), await notification.enters()
    events = [notification.identified(partner), notification.matched(partner, parent)]
    await notification.hears(*events, *events)
    await notification.hands_over()
    await notification.hears(*events)
    assert len(await notification.hands_over(whatever_is_waiting=True)) == 3
    assert await notification.announced() == [NotificationSent] * 3


async def test_a_message_is_unique_even_where_the_inbox_forgot(notification: Any) -> None:
    person = await notification.enters()
    event = notification.identified(person)
    await notification.hears(event)
    await notification.hands_over()
    connection = await notification.owner("DELETE FROM inbox")
    assert connection == []
    await notification.hears(event)
    assert len(await notification.hands_over(whatever_is_waiting=True)) == 1


async def test_a_topic_heard_again_from_its_beginning_tells_nobody_what_was_long_ago(notification: Any) -> None:
    person = await notification.enters()
    told = notification.identified(person)
    long_ago = derived_id(real_now() - timedelta(days=15), "old")
    about = notification.sealed(told, notification.polk).about._replace(id=long_ago)
    await notification.hears(told.sealed(about))
    assert await notification.hands_over() == []


async def deliver(notification: Any, names: tuple[str, ...], partner: UUID, parent: UUID) -> None:
    for name in names:
        if name == "partner":
            await notification.enters(partner)
        elif name == "parent":
            await notification.enters(parent)
        elif name == "proposed":
            await notification.hears(notification.proposed(partner, parent))
        else:
            await notification.hears(notification.matched(partner, parent))
        await notification.hands_over()


@pytest.mark.parametrize("names", list(permutations(["partner", "parent", "proposed", "created"])), ids="-".join)
async def test_addresses_and_news_may_come_in_any_order(notification: Any, names: tuple[str, ...]) -> None:
    partner, parent = uuid7(), uuid7()
    await deliver(notification, names, partner, parent)
    assert len(notification.mail.to(f"p{partner.hex}@mail.test")) == 2
    assert len(notification.mail.to(f"p{parent.hex}@mail.test")) == 2
    assert await notification.announced() == [NotificationSent] * 4


@pytest.mark.parametrize("first", ["opted out", "identified"])
async def test_a_candidate_who_opted_out_is_not_told_in_whatever_order(notification: Any, first: str) -> None:
    person = await notification.enters()
    events = [CandidateOptedOut(person=person), notification.identified(person)]
    notification.sealed(events[0], notification.polk)
    await notification.hears(*(events if first == "opted out" else reversed(events)))
    assert await notification.hands_over() == []
    assert await notification.announced() == [RecipientOptedOut, NotificationFailed]
    assert await notification.states() == ["opted_out"]
