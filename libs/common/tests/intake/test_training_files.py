"""CSV files of a learning system: each row is a completed course, or is named with the rule it breaks."""

from datetime import date
from io import BytesIO

import pytest

from peerbridge.intake.errors import FileRefused
from peerbridge.intake.rows import Refusal
from peerbridge.intake.training_files import CompletedCourse, read_trainings

PERSON = "0190aaaa-0000-7000-8000-000000000001"
HEADER = "person,program,course,hours,completed_on,started_on\n"
TODAY = date(2026, 1, 5)


def rows(text: str, header: str = HEADER) -> list[CompletedCourse | Refusal]:
    return list(read_trainings(BytesIO((header + text).encode()), today=TODAY))


def test_a_row_becomes_one_line_of_the_request() -> None:
    (found,) = rows(f"{PERSON},start-kentucky,Peer support,7.5,2026-01-05,2026-01-02\n")
    assert isinstance(found, CompletedCourse)
    assert found.report() == {
        "person": PERSON, "program": "start-kentucky", "course": "Peer support", "hours": 7.5,
        "completed_on": "2026-01-05", "started_on": "2026-01-02",
    }  # fmt: skip


def test_a_course_of_one_day_needs_no_start() -> None:
    (found,) = rows(f"{PERSON},p,c,1,2026-01-05\n", header=HEADER.replace(",started_on", ""))
    assert isinstance(found, CompletedCourse)
    assert found.started_on is None


@pytest.mark.parametrize(("said", "told"), [("in_person", "in_person"), ("virtual", "virtual"), ("", None)])
def test_p66_a_row_may_say_how_the_course_was_held(said: str, told: str | None) -> None:
    (found,) = rows(f"{PERSON},p,c,1,2026-01-05,,{said}\n", header=HEADER.replace("\n", ",modality\n"))
    assert isinstance(found, CompletedCourse)
    assert found.report().get("modality") == told


def test_a_way_of_holding_a_course_that_there_is_not_is_named() -> None:
    (found,) = rows(f"{PERSON},p,c,1,2026-01-05,,by post\n", header=HEADER.replace("\n", ",modality\n"))
    assert isinstance(found, Refusal)
    assert found.rule == "unknown_modality"


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("Jane Roe,p,c,1,2026-01-05,", "malformed_person"),
        (f"{PERSON},p,c,none,2026-01-05,", "impossible_hours"),
        (f"{PERSON},p,c,nan,2026-01-05,", "impossible_hours"),
        (f"{PERSON},p,c,-1,2026-01-05,", "impossible_hours"),
        (f"{PERSON},p,c,1e9,2026-01-05,", "impossible_hours"),
        (f"{PERSON},p,c,1,2026-01-06,", "date_in_future"),
        (f"{PERSON},p,c,1,05.01.2026,", "malformed_date"),
        (f"{PERSON},p,c,1,2026-01-01,2026-01-02", "end_before_start"),
        (f"{PERSON},p,,1,2026-01-05,", "missing_value"),
        (f"{PERSON},p,c,1", "wrong_number_of_fields"),
    ],
)
def test_a_bad_row_is_named_and_the_next_one_is_read(row: str, rule: str) -> None:
    bad, good = rows(f"{row}\n{PERSON},p,c,1,2026-01-05,\n")
    assert isinstance(bad, Refusal)
    assert (bad.line, bad.rule) == (2, rule)
    assert bad.problem
    assert bad.remedy
    assert isinstance(good, CompletedCourse)


@pytest.mark.parametrize("header", ["person,program\n", HEADER.replace("\n", ",name\n"), HEADER.replace(",", ";")])
def test_another_header_is_refused_with_the_columns_there_are(header: str) -> None:
    with pytest.raises(FileRefused):
        rows("", header)
