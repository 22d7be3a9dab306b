"""P26-P32, P35: trainings before start and within months, credentials, shadowing, hours that a day can hold."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from peerbridge.events.policy import Policy
from peerbridge.events.policy_growth import Shadowing, Training
from recruitment.domain.applications_errors import (
    CourseTooShort,
    DateOutOfBounds,
    HoursImpossible,
    HoursTooFew,
    ShadowingBeyond,
    StepsMissing,
    TrainingAlreadyCompleted,
    UnknownToProgram,
)
from recruitment.domain.applications_missing import missing

Way = Callable[..., Any]
COURSE = Training(training="course", name="Course", due="before_start", hours=30, weeks=14)
NEXT = Training(training="advanced", name="Advanced", due="before_start", after=("course",))


@pytest.fixture
def partner(way: Way, iowa: Policy) -> Any:
    """Someone who was just hired."""
    someone = way(iowa)
    someone.hired_after_all_checks()
    return someone


def said(someone: Any, what: str) -> Any:
    """The missing thing of that kind."""
    return next(item for item in missing(someone.progress, someone.today) if item.what == what)


def hired(way: Way, policy: Policy, **changes: Any) -> Any:
    """Someone hired under a changed policy."""
    someone = way(policy.model_copy(update=changes))
    someone.hired_after_all_checks()
    return someone


def test_p26_the_six_before_start_are_asked_for_and_not_yet_the_five_after(partner: Any) -> None:
    assert (len(partner.asked("before_start")), len(partner.asked("within_months"))) == (6, 5)
    partner.trained(4)
    assert said(partner, "training").says == "4 of 6 trainings before start; left: family-interaction, confidentiality"
    partner.trains("family-interaction")
    partner.trains("confidentiality")
    assert missing(partner.progress, partner.today) == ()
    assert set(partner.progress.still_due.values()) == {date(2027, 1, 5)}


def test_p26_four_of_five_on_the_last_day_is_in_time_and_a_day_later_overdue(partner: Any) -> None:
    partner.trained()
    partner.trained(4, "within_months")
    partner.passes(365)
    assert partner.today == date(2027, 1, 5)
    assert missing(partner.progress, partner.today) == ()
    partner.passes(1)
    late = said(partner, "training_overdue")
    assert (late.which, late.have, late.need, late.by) == (("substance-abuse",), 4, 5, date(2027, 1, 5))


def test_trainings_wait_for_the_hire(way: Way, iowa: Policy) -> None:
    applicant = way(iowa)
    applicant.screened()
    applicant.checked()
    with pytest.raises(StepsMissing) as refused:
        applicant.trains("dhs-101")
    assert [item["what"] for item in refused.value.facts["missing"]] == ["hire"]


def test_what_was_learned_before_the_application_counts(partner: Any) -> None:
    partner.trains("mandated-reporter", on=date(2024, 5, 1))
    assert "mandated-reporter" in partner.progress.completed


def test_a_training_the_program_does_not_have_is_refused(partner: Any) -> None:
    with pytest.raises(UnknownToProgram, match="dhs-101"):
        partner.trains("juggling")
    with pytest.raises(UnknownToProgram):
        partner.trains("shadowing")


def test_a_training_counts_once(partner: Any) -> None:
    partner.trains("dhs-101")
    with pytest.raises(TrainingAlreadyCompleted):
        partner.trains("dhs-101")


@pytest.mark.parametrize("hours", [-1, 0, 24.1, 1e308])
def test_hours_that_no_day_holds_are_refused(partner: Any, hours: float) -> None:
    with pytest.raises(HoursImpossible):
        partner.trains("dhs-101", hours)


def test_hours_of_one_day_are_counted_together(partner: Any) -> None:
    partner.trains("dhs-101", 20)
    with pytest.raises(HoursImpossible):
        partner.trains("confidentiality", 5)
    partner.trains("confidentiality", 4)


def test_a_day_to_come_is_refused(partner: Any) -> None:
    with pytest.raises(DateOutOfBounds):
        partner.trains("dhs-101", on=partner.today + timedelta(days=1))
    with pytest.raises(DateOutOfBounds):
        partner.trains("dhs-101", on=date(1, 1, 1))


def test_p29_a_course_of_weeks_needs_its_hours_and_its_weeks(way: Way, iowa: Policy) -> None:
    someone = hired(way, iowa, trainings=(COURSE,))
    someone.passes(7 * 13)
    with pytest.raises(HoursTooFew):
        someone.trains("course", 29, since=date(2026, 1, 5))
    with pytest.raises(CourseTooShort):
        someone.trains("course", 30, since=date(2026, 1, 6))
    someone.trains("course", 30, since=date(2026, 1, 5))


def test_prerequisites_come_first(way: Way, iowa: Policy) -> None:
    someone = hired(way, iowa, trainings=(COURSE.model_copy(update={"weeks": None, "hours": None}), NEXT))
    with pytest.raises(StepsMissing) as refused:
        someone.trains("advanced")
    assert refused.value.facts["missing"][0]["which"] == ("course",)
    someone.trains("course")
    someone.trains("advanced")


def test_p32_a_credential_is_missing_until_its_training_is_complete(way: Way, kentucky: Policy) -> None:
    someone = hired(way, kentucky)
    someone.trains("boundaries-and-story")
    assert said(someone, "credential").which == ("peer-support",)
    someone.trains("peer-support")
    assert missing(someone.progress, someone.today) == ()


@pytest.mark.parametrize(("hours", "enough"), [(29, False), (30, True), (40, True)])
def test_p35_thirty_to_forty_hours_of_shadowing_are_enough(way: Way, iowa: Policy, hours: int, *, enough: bool) -> None:
    someone = hired(way, iowa, shadowing=Shadowing(min_hours=30, max_hours=40))
    someone.trained()
    someone.trains("shadowing", 10, on=date(2026, 1, 4))
    someone.trains("shadowing", 10, on=date(2026, 1, 3))
    someone.trains("shadowing", hours - 20, on=date(2026, 1, 2))
    assert (missing(someone.progress, someone.today) == ()) is enough
    assert someone.progress.shadowed == hours


def test_p35_the_forty_first_hour_is_no_shadowing(way: Way, iowa: Policy) -> None:
    someone = hired(way, iowa, shadowing=Shadowing(min_hours=30, max_hours=40))
    someone.trains("shadowing", 40, since=date(2026, 1, 1))
    with pytest.raises(ShadowingBeyond):
        someone.trains("shadowing", 1, on=date(2025, 12, 1))
