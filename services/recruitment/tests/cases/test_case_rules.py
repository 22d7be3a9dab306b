"""A case is a function of its reports: whatever order they come in, and however often."""

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peerbridge.events.cases import (
    CaseClosed,
    CaseClosureCorrected,
    CaseClosureWithdrawn,
    CaseEvent,
    CaseOpened,
    CaseReopened,
)
from peerbridge.ids import uuid7
from recruitment.domain.case_news import news
from recruitment.domain.cases import Case
from recruitment.domain.reports import ClosureReport, OpeningReport, Outcome, Report, take_in, told, waiting_county

POLK, STORY, MISSING = "19153", "19169", "19999"
IDS = {name: uuid7() for name in ("case", "story", "parent", "other")}


def closed(removal: str, closed_on: date, **changes: Any) -> ClosureReport:
    values: dict[str, Any] = {
        "source": "s",
        "source_case": "c",
        "removal": removal,
        "county": POLK,
        "case_type": "dependency",
        "parents": (),
        "exit": "1",
        "opened_on": closed_on - timedelta(days=100),
        "closed_on": closed_on,
        "code_list": "afcars_2020",
        "exit_code": 1,
    }
    return ClosureReport(**(values | changes))


def opened(removal: str, opened_on: date, **changes: Any) -> OpeningReport:
    values: dict[str, Any] = {
        "source": "s",
        "source_case": "c",
        "removal": removal,
        "county": POLK,
        "case_type": "dependency",
    }
    return OpeningReport(**(values | {"opened_on": opened_on} | changes))


def case_of(*reports: Report) -> Case:
    case = Case(id=IDS["case"], source="s", source_case="c", correlation=IDS["story"], unnamed_parent=IDS["parent"])
    for report in reports:
        case, _ = take_in(case, report, (), uuid7())
    return case


def settled(*reports: Report) -> tuple[Case, list[CaseEvent]]:
    """The case and all that is announced when each report is settled by itself."""
    before, events, case = None, [], case_of()
    for report in reports:
        after, _ = take_in(case, report, (), uuid7())
        events += news(before, after)
        before = case = told(after)
    return case, events


def told_of(*reports: Report) -> list[type]:
    return [type(event) for event in settled(*reports)[1]]


FIRST, SECOND, THIRD = date(2018, 3, 1), date(2020, 2, 1), date(2022, 4, 14)
HISTORY = (closed("a", FIRST), closed("b", SECOND), opened("c", THIRD))


@pytest.mark.parametrize("order", list(permutations(HISTORY)))
def test_the_removals_of_a_case_may_be_reported_in_any_order(order: tuple[Report, ...]) -> None:
    case = case_of(*order)
    assert (case.open, case.opened_on, case.county, case.case_type) == (True, THIRD, POLK, "dependency")
    assert case.last_closure is not None
    assert case.last_closure.closed_on == SECOND


@pytest.mark.parametrize("order", list(permutations(HISTORY)))
def test_each_exit_is_one_case_closed_and_the_last_word_says_how_the_case_stands(order: tuple[Report, ...]) -> None:
    events = told_of(*order)
    assert events.count(CaseClosed) == 2
    assert events[-1] in (CaseOpened, CaseReopened)
    assert events.count(CaseOpened) <= 1


def test_removals_in_their_order_are_closed_twice_and_reopened_once() -> None:
    assert told_of(*HISTORY) == [CaseClosed, CaseClosed, CaseReopened]


def test_the_first_open_removal_opens_the_case_and_its_exit_closes_it() -> None:
    assert told_of(opened("a", FIRST - timedelta(days=100)), closed("a", FIRST)) == [CaseOpened, CaseClosed]


def test_an_opening_heard_after_its_own_exit_says_nothing_new() -> None:
    assert told_of(closed("a", FIRST), opened("a", FIRST - timedelta(days=100))) == [CaseClosed]


def test_a_source_without_removals_reopens_by_a_later_date() -> None:
    case = case_of(closed("1", FIRST), opened("1", SECOND))
    assert (case.open, case.opened_on) == (True, SECOND)


def test_a_removal_that_begins_and_ends_on_one_day_is_closed() -> None:
    assert not case_of(opened("1", FIRST), closed("1", FIRST, opened_on=FIRST)).open


def test_a_withdrawn_exit_leaves_the_case_open() -> None:
    events = told_of(closed("a", FIRST), closed("a", FIRST, withdrawn=True))
    assert events == [CaseClosed, CaseClosureWithdrawn, CaseReopened]


def test_an_exit_withdrawn_and_reported_again_is_corrected_not_closed_twice() -> None:
    reports = (closed("a", FIRST), closed("a", FIRST, withdrawn=True), closed("a", FIRST))
    assert told_of(*reports)[-1] is CaseClosureCorrected


def test_an_old_exit_heard_of_late_does_not_have_the_last_word() -> None:
    case, events = settled(closed("b", SECOND), closed("a", FIRST))
    assert [type(event) for event in events] == [CaseClosed, CaseClosed, CaseClosureCorrected]
    assert case.last_closure is not None
    assert getattr(events[-1], "closure", None) == case.last_closure.id


def test_a_withdrawal_of_what_was_never_reported_says_nothing() -> None:
    assert told_of(closed("a", FIRST, withdrawn=True, opened_on=None)) == []


@pytest.mark.parametrize(
    ("code_list", "code", "reason"), [("afcars_2020", 6, "runaway"), ("afcars_1993", 6, "transfer")]
)
def test_a_code_means_what_its_own_list_says(code_list: str, code: int, reason: str) -> None:
    case = case_of(closed("a", FIRST, code_list=code_list, exit_code=code))
    assert case.last_closure is not None
    assert case.last_closure.reason == reason


@pytest.mark.parametrize(("code_list", "code"), [("afcars_2020", 0), ("afcars_1993", 9)])
def test_a_code_that_its_list_does_not_have_does_not_close_a_case(code_list: str, code: int) -> None:
    case = case_of(closed("a", FIRST, code_list=code_list, exit_code=code))
    assert case.last_closure is None
    assert case.open


def test_a_case_is_counted_where_its_latest_report_says() -> None:
    reports = (closed("a", FIRST, county=STORY), closed("b", SECOND, county=POLK))
    assert {case_of(*order).county for order in permutations(reports)} == {POLK}


def test_a_report_that_does_not_say_the_county_does_not_unsay_it() -> None:
    reports = (closed("a", FIRST), closed("a", FIRST, county=MISSING))
    assert {case_of(*order).county for order in permutations(reports)} == {POLK}


def test_a_move_alone_is_announced_as_the_case_stands() -> None:
    assert told_of(closed("a", FIRST), closed("a", FIRST, county=STORY)) == [CaseClosed, CaseClosureCorrected]
    assert told_of(opened("a", FIRST), opened("a", FIRST, county=STORY)) == [CaseOpened, CaseOpened]


def test_a_case_without_a_county_is_not_spoken_of_until_it_has_one() -> None:
    assert told_of(closed("a", FIRST, county=MISSING)) == []
    assert told_of(closed("a", FIRST, county=MISSING), closed("a", FIRST)) == [CaseClosed]


@pytest.mark.parametrize(
    ("said", "source", "held", "pseudo"),
    [
        ("53999", "x", (), "53999"),
        ("XX999", "afcars:53", ("19153",), "53999"),
        ("XX999", "x", ("19153", "19169"), "19999"),
        ("XX999", "x", ("19153", "53033"), "00999"),
        ("XX999", "afcars:531", (), "00999"),
    ],
)
def test_a_missing_county_waits_on_the_list_of_its_state(
    said: str, source: str, held: tuple[str, ...], pseudo: str
) -> None:
    assert waiting_county(said, source, held) == pseudo


DAYS = st.dates(date(2015, 1, 1), date(2024, 12, 31))
REPORTS = st.one_of(
    st.builds(opened, st.sampled_from("abc"), DAYS, county=st.sampled_from([POLK, STORY, MISSING])),
    st.builds(
        closed,
        st.sampled_from("abc"),
        DAYS,
        exit=st.sampled_from("12"),
        exit_code=st.integers(0, 9),
        withdrawn=st.booleans(),
        county=st.sampled_from([POLK, STORY, MISSING]),
    ),
)


def identity(report: Report) -> tuple[str, ...]:
    return (report.removal, report.exit) if isinstance(report, ClosureReport) else (report.removal,)


@given(st.lists(REPORTS, max_size=8, unique_by=identity), st.randoms())
def test_any_set_of_reports_makes_one_case_in_any_order(reports: list[Report], random: Any) -> None:
    shuffled = list(reports)
    random.shuffle(shuffled)
    one, other = case_of(*reports), case_of(*shuffled)
    assert (one.open, one.opening, one.county, one.case_type) == (
        other.open,
        other.opening,
        other.county,
        other.case_type,
    )
    assert (one.last_closure and one.last_closure.key) == (other.last_closure and other.last_closure.key)


@given(st.lists(REPORTS, max_size=8))
def test_the_same_report_again_is_unchanged(reports: list[Report]) -> None:
    case = case_of(*reports)
    latest = {identity(report): report for report in reports}
    for report in latest.values():
        after, outcome = take_in(case, report, (), uuid7())
        assert (after, outcome) == (case, Outcome.UNCHANGED)


UNREADABLE = {"exit": "2", "exit_code": 0, "county": POLK}


@given(st.lists(REPORTS, max_size=8))
@example([closed("a", FIRST, withdrawn=True, **UNREADABLE), closed("a", FIRST, **UNREADABLE)])
def test_whoever_reads_the_stream_of_a_case_in_order_ends_where_the_case_stands(reports: list[Report]) -> None:
    case, events = settled(*reports)
    if case.waiting or not events:
        return
    last = events[-1]
    if isinstance(last, CaseOpened | CaseReopened):
        assert case.open  # perhaps with no removal known to be open: an exit that cannot be read yet closes nothing
    else:
        assert case.opening is None
    if isinstance(last, CaseClosed | CaseClosureCorrected):
        assert case.last_closure is not None
        assert (last.closure, case.open) == (case.last_closure.id, False)
    if isinstance(last, CaseClosureWithdrawn):
        assert case.open
