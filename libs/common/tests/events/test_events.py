"""What every event can do: be read from bytes, be written, know what is known about it."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from peerbridge.events.base import Event
from peerbridge.events.cases import CaseClosed
from peerbridge.events.catalogue import EVENTS
from peerbridge.events.docs.examples import example
from peerbridge.events.envelope import Envelope
from peerbridge.events.errors import BadPayload, NotPublished
from peerbridge.events.matches import MatchCreated
from peerbridge.events.supervision import FirstContactOverdue

CASE = UUID("019caf13-ee88-7bfc-9416-0a1e8674dac6")
ABOUT = Envelope(CASE, "peerbridge/test", "t", "s", datetime(2026, 1, 5, tzinfo=UTC), "19153", (), 1, CASE)
CLOSED = (
    b'{"case":"019caf13-ee88-7bfc-9416-0a1e8674dac6","closure":"019caf13-ee88-7bfc-9416-0a1e8674dac7",'
    b'"closed_on":"2026-03-02","exit_reason":"adoption","code_list":"afcars_1993","case_type":"dependency",'
    b'"referred":false,"parents":["019caf13-ee88-7bfc-9416-0a1e8674dac8"]}'
)


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.__name__)
def test_what_is_written_is_read_again(event: type[Event]) -> None:
    said = example(event)
    heard = event.heard(said.payload(), said.about)
    assert heard == said
    assert heard.about is said.about
    assert heard.subject == str(getattr(said, event.key))


def test_a_field_that_readers_do_not_know_is_ignored() -> None:
    assert CaseClosed.heard(CLOSED[:-1] + b',"added_later":[1]}', ABOUT) == CaseClosed.heard(CLOSED, ABOUT)


def test_a_fact_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        CaseClosed.heard(CLOSED, ABOUT).referred = True  # type: ignore[misc]  # that is the point


def test_nothing_is_known_about_an_event_before_it_is_published() -> None:
    made = FirstContactOverdue(match=CASE, partner=CASE, due_on=date(2026, 3, 2))
    with pytest.raises(NotPublished, match="FirstContactOverdue has not been published yet"):
        _ = made.about
    assert made.sealed(ABOUT).about is ABOUT


def test_two_events_that_say_the_same_are_equal_whoever_published_them() -> None:
    once, again = (FirstContactOverdue(match=CASE, partner=CASE, due_on=date(2026, 3, 2)) for _ in range(2))
    assert once.sealed(ABOUT) == again
    assert hash(once) == hash(again)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (b"", "value json_invalid"),
        (b"{", "value json_invalid"),
        (b"\xff\xfe", "value json_invalid"),
        (b"[]", "value model_type"),
        (b"{}", "case missing"),
        (CLOSED.replace(b'"adoption"', b'"mystery"'), "exit_reason literal_error"),
        (CLOSED.replace(b'"2026-03-02"', b"1772409600"), "closed_on date_type"),
        (CLOSED.replace(b"false", b'"no"'), "referred bool_type"),
        (CLOSED.replace(b'["019caf13-ee88-7bfc-9416-0a1e8674dac8"]', b'["Jane Doe"]'), "parents.0 uuid_parsing"),
    ],
)
def test_a_value_that_is_not_what_its_type_promises_is_named_without_being_repeated(value: bytes, fault: str) -> None:
    with pytest.raises(BadPayload, match=f"CaseClosed: {fault}") as refused:
        CaseClosed.heard(value, ABOUT)
    assert "Jane" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_match_and_its_request_are_two_ids_and_the_request_is_the_key() -> None:
    made = example(MatchCreated)
    assert isinstance(made, MatchCreated)
    assert made.subject == str(made.request) != str(made.match)
