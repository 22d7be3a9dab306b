"""What becomes of the removals of one AFCARS record."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date

import pytest

from peerbridge.intake.rows import Closure, Opening, Refusal, Row

Read = Callable[..., list[Row]]
Write = Callable[..., str]


def refused(rows: list[Row]) -> list[str]:
    return [row.rule for row in rows if isinstance(row, Refusal)]


def test_an_exit_becomes_a_closure_with_its_own_list(afcars: Read, record: Write, removal: Write) -> None:
    (row,) = afcars(record(removal(on="20230110", exit_on="20240301", code="6", county="19153")))
    assert isinstance(row, Closure)
    assert (row.source, row.source_case, row.removal, row.exit) == ("afcars:19", "CHILD-1", "2023-01-10", "1")
    assert (row.opened_on, row.closed_on) == (date(2023, 1, 10), date(2024, 3, 1))
    assert (row.code_list, row.exit_reason, row.reason) == ("afcars_2020", 6, "runaway")


@pytest.mark.parametrize(
    ("rule", "meaning"),
    [
        (2020, {"6": "runaway", "7": "death_of_child", "8": "transfer", "9": "not_applicable"}),
        (1993, {"0": "not_applicable", "6": "transfer", "7": "runaway", "8": "death_of_child"}),
    ],
)
def test_the_element_decides_what_a_number_means(
    afcars: Read, record: Write, removal: Write, rule: int, meaning: dict[str, str]
) -> None:
    exits = [removal(rule, exit_on="20230301", code=code) for code in meaning]
    rows = afcars(*(record(each, number=str(n)) for n, each in enumerate(exits)))
    assert [row.reason for row in rows if isinstance(row, Closure)] == list(meaning.values())


def test_an_open_removal_is_an_opening_and_no_closure(afcars: Read, record: Write, removal: Write) -> None:
    (row,) = afcars(record(removal(on="20230110", code="9", county="19153")))
    assert isinstance(row, Opening)
    assert (row.removal, row.opened_on, row.county) == ("2023-01-10", date(2023, 1, 10), "19153")


def test_rows_come_in_order_of_removal_dates(afcars: Read, record: Write, removal: Write) -> None:
    rows = afcars(
        record(
            removal(on="20250101", code="9"),
            removal(1993, on="20180101", exit_on="20190101", code="1"),
            removal(1993, on="20200101", exit_on="20210101", code="1"),
        )
    )
    assert [row.removal for row in rows if not isinstance(row, Refusal)] == ["2018-01-01", "2020-01-01", "2025-01-01"]


def test_a_removal_without_county_has_that_of_the_latest_removal(afcars: Read, record: Write, removal: Write) -> None:
    rows = afcars(
        record(
            removal(on="20240101", exit_on="20240201", code="1", county="19153"),
            removal(on="20250101", code="9", county="19113"),
            removal(1993, on="20180101", exit_on="20190101", code="1"),
        )
    )
    assert [row.county for row in rows if not isinstance(row, Refusal)] == ["19113", "19153", "19113"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [("19999", "19999"), ("XX999", "XX999"), ("", "19999"), (None, "19999"), ("8", "19999"), ("19000", "19999")],
)
def test_a_missing_county_is_kept_as_missing(
    afcars: Read, record: Write, removal: Write, said: str | None, kept: str
) -> None:
    (row,) = afcars(record(removal(exit_on="20240201", code="1", county=said)))
    assert isinstance(row, Closure)
    assert row.county == kept


def test_a_tribal_agency_may_report_counties_of_any_state(afcars: Read, record: Write, removal: Write) -> None:
    (row,) = afcars(record(removal(exit_on="20240201", code="1", county="53035")), agency="208")
    assert isinstance(row, Closure)
    assert (row.source, row.county) == ("afcars:208", "53035")


def test_an_exit_is_known_by_removal_date_so_that_a_corrected_exit_corrects(
    afcars: Read, record: Write, removal: Write
) -> None:
    (first,) = afcars(record(removal(exit_on="20240201", code="1", county="19153")))
    (again,) = afcars(record(removal(exit_on="20240205", code="3", county="19113")))
    assert isinstance(first, Closure)
    assert isinstance(again, Closure)
    differing = {field.name for field in fields(Closure) if getattr(first, field.name) != getattr(again, field.name)}
    assert differing == {"closed_on", "exit_reason", "county"}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"exit_on": "20240201", "code": "10"}, "unknown_exit_code"),
        ({"exit_on": "20240201", "code": "x"}, "unknown_exit_code"),
        ({"exit_on": "20240201", "code": "1.0"}, "unknown_exit_code"),
        ({"exit_on": "20240201", "code": "0"}, "unknown_exit_code"),
        ({"exit_on": "20221231", "code": "1"}, "exit_before_removal"),
        ({"exit_on": "20260106", "code": "1"}, "date_in_future"),
        ({"on": "20260106"}, "date_in_future"),
        ({"exit_on": "20230231", "code": "1"}, "malformed_date"),
        ({"exit_on": "yesterday", "code": "1"}, "malformed_date"),
        ({"on": "00010101"}, "malformed_date"),
        ({"on": "2\u06602\u0663\u06600101"}, "malformed_date"),
        ({"on": ""}, "missing_date"),
        ({"exit_on": "20240201"}, "exit_without_reason"),
        ({"code": "3"}, "reason_without_exit"),
        ({"code": "9", "county": "1915"}, "malformed_county"),
        ({"code": "9", "county": "Polk County"}, "malformed_county"),
        ({"code": "9", "county": "53035"}, "county_of_another_state"),
    ],
)
def test_a_bad_removal_is_named_and_the_good_one_taken(
    afcars: Read, record: Write, removal: Write, change: dict[str, str], rule: str
) -> None:
    good = removal(on="20200101", exit_on="20210101", code="1", county="19153")
    rows = afcars(record(removal(**change), good))
    assert refused(rows) == [rule]
    assert len(rows) == 2


def test_a_refusal_names_line_record_problem_and_remedy(afcars: Read, record: Write, removal: Write) -> None:
    (row,) = afcars(record(removal(exit_on="20240201", code="77", county="19153")))
    assert isinstance(row, Refusal)
    assert (row.line, row.record) == (9, "CHILD-1")
    assert "'77'" in row.problem
    assert row.remedy.startswith("Use a code of the list")


def test_a_record_without_number_is_refused_once(afcars: Read, record: Write, removal: Write) -> None:
    rows = afcars(
        record(removal(exit_on="20240201", code="1"), removal(on="20250101"), number=""),
        record(removal(), number="2"),
    )
    assert refused(rows) == ["missing_record_number"]
    assert len(rows) == 2


@pytest.mark.parametrize("number", ["John Smith", "a@b", "x" * 65, "\u202eabc"])
def test_a_record_number_that_could_be_a_name_is_refused(
    afcars: Read, record: Write, removal: Write, number: str
) -> None:
    assert refused(afcars(record(removal(), number=number))) == ["malformed_record_number"]


def test_a_record_number_given_again_is_refused_with_the_first_line(
    afcars: Read, record: Write, removal: Write
) -> None:
    rows = afcars(record(removal()), record(removal(on="20230111")), record(removal(), number="CHILD-2"))
    assert refused(rows) == ["duplicate_record"]
    assert next(row.problem for row in rows if isinstance(row, Refusal)).endswith("line 4.")


def test_two_removals_on_one_day_are_one(afcars: Read, record: Write, removal: Write) -> None:
    rows = afcars(record(removal(exit_on="20240201", code="1"), removal(exit_on="20240301", code="1")))
    assert refused(rows) == ["duplicate_removal"]
    assert len(rows) == 2


def test_a_removal_cannot_be_open_before_a_later_one(afcars: Read, record: Write, removal: Write) -> None:
    rows = afcars(record(removal(on="20230101"), removal(on="20240101")))
    assert refused(rows) == ["removal_left_open"]
    assert [row.removal for row in rows if isinstance(row, Opening)] == ["2024-01-01"]


def test_an_element_given_twice_is_not_guessed_at(afcars: Read, record: Write, removal: Write) -> None:
    twice = removal(exit_on="20240201", code="1").replace(
        "</removal_2020>", "<E155_exit_reason>3</E155_exit_reason></removal_2020>"
    )
    assert refused(afcars(record(twice))) == ["given_twice"]


def test_a_record_without_removals_is_named(afcars: Read, record: Write) -> None:
    assert refused(afcars(record())) == ["missing_removal"]


def test_a_child_with_a_hundred_removals_and_one_is_an_error(afcars: Read, record: Write, removal: Write) -> None:
    rows = afcars(
        record(*[removal(1993, on=f"{1920 + n}0101", exit_on=f"{1920 + n}0201", code="1") for n in range(101)])
    )
    assert refused(rows) == ["too_many_removals"]
