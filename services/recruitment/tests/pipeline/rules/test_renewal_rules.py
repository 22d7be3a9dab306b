"""P33, P34: a certification is renewed by continuing education, in the shape the program asks for it, and by valid checks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from peerbridge.events.policy import Policy
from peerbridge.events.policy_growth import ContinuingEducation
from recruitment.domain.applications_errors import (
    DateOutOfBounds,
    HoursImpossible,
    NotActive,
    RenewalTooEarly,
    StepsMissing,
)
from recruitment.domain.certification_dates import as_days_pass
from recruitment.domain.certification_education import Education, check_education
from recruitment.domain.certification_renewal import renew
from recruitment.domain.partners import leave, suspend

Way = Callable[..., Any]
YEARLY = ContinuingEducation(hours=12, cycle_months=12, cycle="fixed_cycle")
TWO_YEARLY = ContinuingEducation(hours=40, cycle_months=24, cycle="fixed_cycle")
ROLLING = ContinuingEducation(hours=12, cycle_months=12, cycle="rolling_window")


def partner_of(way: Way, policy: Policy, months: int, asked: ContinuingEducation | None) -> tuple[Any, Any]:
    """A partner certified for so many months, whose checks never end and whose trainings are complete."""
    kinds = tuple(each.model_copy(update={"validity_months": None}) for each in policy.background_checks.kinds)
    changed = policy.model_copy(
        update={
            "certification": policy.certification.model_copy(update={"validity_months": months}),
            "continuing_education": asked,
            "background_checks": policy.background_checks.model_copy(update={"kinds": kinds}),
            "trainings": tuple(each for each in policy.trainings if each.due == "before_start"),
        }
    )
    someone = way(changed)
    return someone, someone.certified()


def hours(count: int, *, until: date) -> list[Education]:
    """So many single hours on the days before one."""
    return [Education(until - timedelta(days=n), 1, "topic") for n in range(count)]


@pytest.mark.parametrize(("count", "enough"), [(39, False), (40, True)])
def test_p34_forty_hours_at_month_24_renew_and_39_do_not(way: Way, iowa: Policy, count: int, *, enough: bool) -> None:
    someone, certification = partner_of(way, iowa, 24, TWO_YEARLY)
    today = certification.valid_until
    assert today == date(2028, 1, 5)
    if enough:
        after = renew(certification, someone.progress, hours(count, until=today), today)
        assert (after.valid_from, after.valid_until) == (date(2026, 1, 5), date(2030, 1, 5))
        return
    with pytest.raises(StepsMissing, match="39 of 40 hours") as refused:
        renew(certification, someone.progress, hours(count, until=today), today)
    assert (refused.value.facts["missing"][0]["have"], refused.value.facts["missing"][0]["need"]) == (39, 40)


@pytest.mark.parametrize(("count", "enough"), [(11, False), (12, True)])
def test_p33_twelve_hours_in_the_year_renew_and_11_do_not(way: Way, iowa: Policy, count: int, *, enough: bool) -> None:
    someone, certification = partner_of(way, iowa, 12, YEARLY)
    today = certification.valid_until
    if enough:
        assert renew(certification, someone.progress, hours(count, until=today), today).valid_until == date(2028, 1, 5)
    else:
        with pytest.raises(StepsMissing):
            renew(certification, someone.progress, hours(count, until=today), today)


def test_p33_hours_of_one_year_do_not_count_in_the_next(way: Way, iowa: Policy) -> None:
    someone, certification = partner_of(way, iowa, 12, YEARLY)
    first = hours(24, until=certification.valid_until)
    again = renew(certification, someone.progress, first, certification.valid_until)
    with pytest.raises(StepsMissing, match="0 of 12 hours"):
        renew(again, someone.progress, first, again.valid_until)


def test_p33_a_two_year_certification_looks_at_each_of_its_years(way: Way, iowa: Policy) -> None:
    someone, certification = partner_of(way, iowa, 24, YEARLY)
    with pytest.raises(StepsMissing, match="0 of 12 hours of continuing education from 2026-01-06 to 2027-01-05"):
        renew(certification, someone.progress, hours(30, until=certification.valid_until), certification.valid_until)


def test_p34_a_one_year_certification_is_renewed_once_before_the_two_years_of_education_end(
    way: Way, iowa: Policy
) -> None:
    someone, certification = partner_of(way, iowa, 12, TWO_YEARLY)
    again = renew(certification, someone.progress, [], certification.valid_until)
    assert again.valid_until == date(2028, 1, 5)
    with pytest.raises(StepsMissing, match="0 of 40 hours"):
        renew(again, someone.progress, [], again.valid_until)


@pytest.mark.parametrize(("days_ago", "enough"), [(0, True), (364, True), (365, False)])
def test_p33_a_rolling_window_looks_back_from_today(way: Way, iowa: Policy, days_ago: int, *, enough: bool) -> None:
    someone, certification = partner_of(way, iowa, 12, ROLLING)
    today = certification.valid_until
    entry = [Education(today - timedelta(days=days_ago), 12, "topic")]
    if enough:
        renew(certification, someone.progress, entry, today)
    else:
        with pytest.raises(StepsMissing):
            renew(certification, someone.progress, entry, today)


def test_renewing_early_loses_no_day_and_opens_90_days_before_the_end(way: Way, iowa: Policy) -> None:
    someone, certification = partner_of(way, iowa, 12, None)
    opens = certification.valid_until - timedelta(days=90)
    with pytest.raises(RenewalTooEarly):
        renew(certification, someone.progress, [], opens - timedelta(days=1))
    assert renew(certification, someone.progress, [], opens).valid_until == date(2028, 1, 5)


def test_short_months_shift_no_term(way: Way, iowa: Policy) -> None:
    someone, certification = partner_of(way, iowa, 6, None)
    certification = replace(
        certification, began_on=date(2026, 8, 31), term_until=date(2027, 2, 28), valid_until=date(2027, 2, 28)
    )
    assert renew(certification, someone.progress, [], date(2027, 2, 1)).valid_until == date(2027, 8, 31)


def test_after_a_lapse_a_new_term_begins_on_the_day_of_renewal(way: Way, iowa: Policy) -> None:
    someone, certification = partner_of(way, iowa, 12, YEARLY)
    lapsed, _ = as_days_pass(certification, date(2027, 2, 1))
    with pytest.raises(StepsMissing):
        renew(lapsed, someone.progress, [], date(2027, 2, 1))
    after = renew(lapsed, someone.progress, hours(12, until=date(2027, 2, 1)), date(2027, 2, 1))
    assert (after.valid_from, after.valid_until, after.ended_on) == (date(2027, 2, 1), date(2028, 2, 1), None)


def test_a_term_cut_short_by_a_check_is_carried_on_by_the_next_check_without_education(
    way: Way, kentucky: Policy
) -> None:
    someone = way(kentucky)
    someone.screened()
    someone.finds("criminal-history", valid_until=date(2026, 5, 1))
    someone.finds("child-abuse-registry")
    someone.hired()
    someone.trained()
    someone.trains("substance-use-and-recovery")
    certification = someone.certifies()
    someone.passes(60)
    with pytest.raises(StepsMissing, match="valid after 2026-05-01"):
        renew(certification, someone.progress, [Education(someone.today, 12, "topic")], someone.today)
    someone.finds("criminal-history")
    after = renew(certification, someone.progress, [], someone.today)
    assert (after.valid_until, after.valid_from) == (date(2027, 1, 5), date(2026, 1, 5))


def test_an_expired_check_or_an_overdue_training_stands_in_the_way(way: Way, iowa: Policy) -> None:
    someone = way(iowa)
    certification = someone.certified()
    lapsed, _ = as_days_pass(certification, date(2028, 1, 6))
    with pytest.raises(StepsMissing) as refused:
        renew(lapsed, someone.progress, [], date(2028, 1, 6))
    whats = [item["what"] for item in refused.value.facts["missing"]]
    assert whats == ["background_check_expired", "background_check_expired", "training_overdue"]


def test_who_has_left_or_is_under_review_is_not_renewed(way: Way, iowa: Policy) -> None:
    someone, certification = partner_of(way, iowa, 12, None)
    day = certification.valid_until
    for ended in (leave(certification, day)[0], suspend(certification, "conduct_review", day)[0]):
        with pytest.raises(NotActive):
            renew(ended, someone.progress, [], day)


def test_hours_of_education_are_of_days_that_were(iowa: Policy) -> None:
    assert iowa.continuing_education is None
    today = date(2026, 1, 5)
    with pytest.raises(DateOutOfBounds):
        check_education([Education(date(2026, 1, 6), 1, "topic")], today)
    with pytest.raises(HoursImpossible):
        check_education([Education(today, 13, "one"), Education(today, 12, "two")], today)
    with pytest.raises(HoursImpossible):
        check_education([Education(today, -1, "topic")], today)
