"""Every practice that recruitment enforces has a test that is named by its id, and what a programme file cites exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENFORCED = frozenset({*range(1, 43), 44, 59, 64, 65, 66})
"""P01 to P42, P44, P59, P64 to P66: eligibility to careers, supervisors, gaps of curricula, titles, readiness, modality."""
BOUNDARIES = {
    "closed 0, 5, 6, 11, 12 and 24 months ago": "test_p01_and_p02_a_case_has_waited_long_enough_on_the_day_itself",
    "6 of 6 trained, 4 of 5 on day 366": "test_p26_four_of_five_on_day_366_suspends_at_local_midnight_and_the_fifth_reinstates",
    "39 and 40 hours at month 24": "test_p34_forty_hours_at_month_24_renew_and_39_do_not",
    "12 hours in a year": "test_p33_twelve_hours_in_the_year_renew_and_11_do_not",
    "29, 30, 40 shadow hours": "test_p35_thirty_to_forty_hours_of_shadowing_are_enough",
    "41 shadow hours": "test_p35_the_forty_first_hour_is_no_shadowing",
    "adoption under both exit policies": "test_p03_only_the_exits_that_a_program_takes_for_success_count",
    "a conviction on the list, with a letter": "test_p23_a_disqualifier_decides_alone_also_with_a_letter",
    "a conviction off the list, with a letter": "test_p24_a_conviction_off_the_list_is_decided_by_a_person_with_a_letter",
    "a contractor in two programmes": "test_p11_a_contractor_may_be_in_two_programmes_at_once",
    "a partner asked to transport a child": "test_p25_a_partner_who_may_not_transport_is_not_proposed_where_it_is_needed",
    "two Riversides": "test_p10_and_p15_one_person_applies_to_both_programmes_of_riverside_and_they_stay_two",
    "wellness on day 21 and 22": "test_a_wellness_group_is_not_missed_on_day_21_but_on_day_22",
    "a clinician on 31 January and a month later": "test_a_month_after_the_31st_of_january_is_the_last_of_february",
    "steps out of order": "test_a_step_too_early_is_refused_with_all_that_comes_first",
    "a day in the future": "test_a_step_is_decided_between_the_application_and_today",
    "a day before the case began": "test_good_lines_are_taken_and_bad_ones_named",
    "hours negative or beyond a day": "test_hours_that_no_day_holds_are_refused",
    "an unknown training": "test_a_training_the_program_does_not_have_is_refused",
    "overlapping checks": "test_p22_a_renewal_is_opened_while_the_older_check_holds_but_not_before_its_days",
    "two who decide at once": "test_two_panels_decide_one_step_and_one_of_them_is_told",
}
"""The cases that the table of practices and bad input force, each with the test that proves it."""


def named_tests() -> Iterator[str]:
    """The names of all test functions."""
    for folder in ("services", "libs", "tests", "deploy"):
        for file in (ROOT / folder).rglob("test_*.py"):
            tree = ast.parse(file.read_text("utf-8"))
            yield from (
                node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            )


def test_every_practice_is_named_by_a_test() -> None:
    named = {int(number) for name in named_tests() for number in re.findall(r"(?<=_p)\d\d(?=_)", name)}
    assert {f"P{number:02}" for number in ENFORCED - named} == set()


def test_every_boundary_case_has_its_test() -> None:
    assert set(BOUNDARIES.values()) - set(named_tests()) == set()
