"""The independent reader finds what it is there to find: gaps, doubles, disorder, and effects that came twice."""

from dataclasses import replace
from uuid import uuid4

from peerbridge_demo.witness import Said, disorder, doubled


def said(sequence: int, name: str = "MatchCreated", key: str = "request", value: bytes = b'{"match": "m"}') -> Said:
    attributes = {"id": str(uuid4()), "type": f"peerbridge.{name}.v1", "sequence": str(sequence), "subject": key}
    headers = tuple((f"ce_{attribute}", text.encode()) for attribute, text in attributes.items())
    return Said("peerbridge.matches", 0, sequence, key.encode(), value, headers)


def test_a_stream_from_one_on_is_in_order() -> None:
    assert disorder([said(1), said(2), said(1, key="other"), said(3)]) == []


def test_the_same_record_again_is_no_disorder() -> None:
    first, second = said(1), said(2)
    assert disorder([first, second, first, second]) == []


def test_a_gap_a_swap_and_a_double_are_found() -> None:
    for stream in ([said(1), said(3)], [said(2), said(1)], [said(1), said(1)], [said(2)]):
        assert disorder(stream) == [f"peerbridge.matches request: sequences {', '.join(map(number, stream))}"]


def number(each: Said) -> str:
    return each.attribute("sequence")


def test_an_event_that_comes_again_with_other_content_is_found() -> None:
    first = said(1)
    (fault,) = disorder([first, replace(first, value=b"{}")])
    assert fault.endswith("came again with other content")


def test_a_record_under_the_wrong_key_is_found() -> None:
    (fault,) = disorder([replace(said(1), key=b"somebody else")])
    assert fault.endswith("a subject that is not the key")


def test_an_effect_announced_by_two_events_is_found() -> None:
    assert doubled([said(1), said(2)]) == ["MatchCreated m was announced 2 times"]
    again = said(1)
    assert doubled([again, again, said(2, value=b'{"match": "other"}')]) == []


def test_what_cannot_be_read_says_nothing_twice() -> None:
    assert doubled([said(1, value=b"\xff"), said(2, value=b"\xff")]) == []
