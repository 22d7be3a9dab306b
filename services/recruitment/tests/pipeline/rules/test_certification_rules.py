"""A certification is granted when, and only when, everything is met; it ends with the earliest of what it rests on."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peerbridge.events.policy import Policy
from recruitment.domain.applications_errors import AlreadyCertified, ApplicationClosed, StepsMissing, TermsBeyondPolicy
from recruitment.domain.applications_missing import next_step
from recruitment.domain.certification import Terms, certify, granted

Way = Callable[..., Any]


def test_an_applicant_with_nothing_done_is_told_all_that_is_missing(way: Way, washington: Policy) -> None:
    with pytest.raises(StepsMissing) as refused:
        way(washington).certifies()
    steps = [item["step"] for item in refused.value.facts["missing"]]
    assert steps == ["screening-decisions", "background-checks", "hire", "trainings", "readiness"]


@pytest.mark.parametrize("left_out", range(6))
def test_p27_each_of_the_six_trainings_is_needed(way: Way, iowa: Policy, left_out: int) -> None:
    applicant = way(iowa)
    applicant.hired_after_all_checks()
    asked = applicant.asked("before_start")
    for training in asked[:left_out] + asked[left_out + 1 :]:
        applicant.trains(training)
    with pytest.raises(StepsMissing, match="5 of 6 trainings before start") as refused:
        applicant.certifies()
    assert refused.value.facts["missing"][0]["which"] == (asked[left_out],)


def test_the_certification_names_roles_limits_places_and_the_home_county(way: Way, iowa: Policy) -> None:
    applicant = way(iowa)
    said = granted(applicant.certified())
    assert (said.roles, said.role_limits) == (("one-to-one", "committees"), ("no-transport",))
    assert (said.capacity, said.counties) == (6, (applicant.application.county,))
    assert (said.valid_from, said.valid_until) == (date(2026, 1, 5), date(2028, 1, 5))
    assert next_step(applicant.progress, applicant.today) is None


def test_p25_role_limits_cannot_be_agreed_away(way: Way, iowa: Policy) -> None:
    assert way(iowa).certified(Terms(roles=("one-to-one",))).role_limits == ("no-transport",)


def test_p60_roles_are_agreed_on_within_the_policy(way: Way, iowa: Policy) -> None:
    assert way(iowa).certified(Terms(roles=("committees",))).roles == ("committees",)
    for roles in ((), ("driver",)):
        with pytest.raises(TermsBeyondPolicy):
            way(iowa).certified(Terms(roles=roles))


def test_fewer_families_may_be_agreed_on_but_not_more(way: Way, iowa: Policy) -> None:
    assert way(iowa).certified(Terms(capacity=2)).capacity == 2
    for capacity in (0, -1, 7):
        with pytest.raises(TermsBeyondPolicy):
            way(iowa).certified(Terms(capacity=capacity))


def test_further_counties_are_the_programs_own(way: Way, iowa: Policy) -> None:
    assert way(iowa).certified(Terms(counties=("19153",))).counties == ("19001", "19153")
    with pytest.raises(TermsBeyondPolicy):
        way(iowa).certified(Terms(counties=("21001",)))


def test_a_check_that_ends_sooner_ends_the_certification_with_it(way: Way, iowa: Policy) -> None:
    applicant = way(iowa)
    applicant.screened()
    applicant.finds("criminal-history", valid_until=date(2026, 9, 1))
    applicant.finds("child-abuse-registry")
    applicant.hired()
    applicant.trained()
    certification = applicant.certifies()
    assert (certification.valid_until, certification.term_until) == (date(2026, 9, 1), date(2028, 1, 5))


def test_nobody_is_certified_twice_on_one_application(way: Way, iowa: Policy) -> None:
    applicant = way(iowa)
    first = applicant.certified()
    with pytest.raises(AlreadyCertified):
        certify(applicant.progress, Terms(), applicant.today, first)


def test_a_declined_application_is_never_certified(way: Way, iowa: Policy) -> None:
    applicant = way(iowa)
    applicant.decides("interview", "declined")
    with pytest.raises(ApplicationClosed):
        applicant.certifies()


def test_p26_with_a_training_overdue_nobody_is_certified(way: Way, iowa: Policy) -> None:
    applicant = way(iowa)
    applicant.hired_after_all_checks()
    applicant.trained()
    applicant.passes(366)
    with pytest.raises(StepsMissing, match="0 of 5 trainings after start"):
        applicant.certifies()
