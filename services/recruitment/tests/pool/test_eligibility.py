"""Who may be identified, and when: the boundaries of P01 to P04."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbridge.events.exits import EXIT_REASONS
from peerbridge.events.policy import SUCCESSFUL_EXITS
from peerbridge.ids import uuid7
from recruitment.domain.eligibility import CaseFacts, Rules, due_on, first_claims
from recruitment.domain.months import add_months

TODAY = date(2026, 3, 31)


def facts(**changes: Any) -> CaseFacts:
    values: dict[str, Any] = {
        "case": uuid7(),
        "county": "19153",
        "correlation": uuid7(),
        "open": False,
        "closure": uuid7(),
        "closed_on": date(2025, 3, 31),
        "exit_reason": "reunification",
        "case_type": "dependency",
        "referred": True,
    }
    return CaseFacts(**(values | changes))


def rules(**changes: Any) -> Rules:
    values: dict[str, Any] = {
        "program": "p",
        "county": "19153",
        "zone": "America/Chicago",
        "today": TODAY,
        "wait_months": 6,
        "exits": SUCCESSFUL_EXITS["any_success"],
        "case_types": frozenset({"dependency"}),
    }
    return Rules(**(values | changes))


def due(closed_on: date, wait_months: int) -> bool:
    claims = first_claims([facts(closed_on=closed_on)], [rules(wait_months=wait_months)])
    return claims["p"].due


@pytest.mark.parametrize(
    ("months_ago", "wait_months", "comes"),
    [
        (0, 0, True),
        (5, 6, False),
        (6, 6, True),
        (11, 12, False),
        (12, 12, True),
        (12, 24, False),
        (24, 24, True),
    ],
)
def test_p01_and_p02_a_case_has_waited_long_enough_on_the_day_itself(
    months_ago: int, wait_months: int, *, comes: bool
) -> None:
    assert due(add_months(TODAY, -months_ago), wait_months) is comes


@pytest.mark.parametrize(
    ("closed_on", "wait_months", "day"),
    [
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 15), 0, date(2024, 12, 15)),
        (date(2023, 1, 31), 24, date(2025, 1, 31)),
    ],
)
def test_p01_months_are_calendar_months_and_end_within_a_shorter_one(
    closed_on: date, wait_months: int, day: date
) -> None:
    assert due_on(facts(closed_on=closed_on), rules(wait_months=wait_months)) == day


@pytest.mark.parametrize("exit_policy", ["reunified_only", "any_success"])
@pytest.mark.parametrize("reason", sorted(set(EXIT_REASONS["afcars_2020"].values())))
def test_p03_only_the_exits_that_a_program_takes_for_success_count(exit_policy: Any, reason: Any) -> None:
    found = due_on(facts(exit_reason=reason), rules(exits=SUCCESSFUL_EXITS[exit_policy]))
    successes = {"reunified_only": {"reunification"}, "any_success": {"reunification", "adoption", "guardianship"}}
    assert (found is not None) == (reason in successes[exit_policy])


def test_p04_a_case_need_not_be_a_dependency_case_where_the_program_says_so() -> None:
    voluntary = facts(case_type="non_dependency")
    assert due_on(voluntary, rules()) is None
    assert due_on(voluntary, rules(case_types=frozenset({"dependency", "non_dependency"}))) is not None


def test_an_open_case_blocks() -> None:
    assert due_on(facts(open=True), rules()) is None


def test_a_closure_that_programs_may_not_ask_after_identifies_nobody() -> None:
    assert due_on(facts(referred=False), rules()) is None


def test_an_open_case_of_a_sibling_blocks_too() -> None:
    assert first_claims([facts(), facts(open=True, closed_on=None)], [rules()]) == {}


def test_of_two_closed_cases_the_earlier_date_counts() -> None:
    early, late = facts(closed_on=date(2024, 1, 1)), facts(closed_on=date(2025, 1, 1))
    assert first_claims([late, early], [rules()])["p"].facts == early


def test_a_program_asks_only_in_counties_that_it_serves() -> None:
    assert first_claims([facts(county="19169")], [rules()]) == {}


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 24))
def test_p01_a_longer_wait_never_comes_earlier(closed_on: date, wait_months: int) -> None:
    shorter = due_on(facts(closed_on=closed_on), rules(wait_months=wait_months))
    longer = due_on(facts(closed_on=closed_on), rules(wait_months=wait_months + 1))
    assert shorter is not None
    assert longer is not None
    assert closed_on <= shorter < longer
