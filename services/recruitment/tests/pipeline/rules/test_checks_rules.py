"""P22-P24: checks before start, disqualifiers that decide alone, everything else decided by a person with a letter."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from peerbridge.events.policy import Policy
from recruitment.domain.applications import ApplicationState
from recruitment.domain.applications_errors import (
    ApplicationClosed,
    CategoriesNeeded,
    CheckAlreadyDecided,
    DisqualifierDecides,
    LetterNeeded,
    StepsMissing,
    UnknownToProgram,
    ValidityTooLong,
)
from recruitment.domain.applications_missing import missing

Way = Callable[..., Any]
CHECK = "criminal-history"


@pytest.fixture
def applicant(way: Way, iowa: Policy) -> Any:
    """Someone who passed the interview."""
    someone = way(iowa)
    someone.screened()
    return someone


def test_p22_a_check_waits_for_the_screening(way: Way, iowa: Policy) -> None:
    with pytest.raises(StepsMissing) as refused:
        way(iowa).finds(CHECK)
    assert [item["what"] for item in refused.value.facts["missing"]] == ["screening"]


def test_p22_each_kind_of_the_program_is_asked_for(applicant: Any) -> None:
    applicant.finds(CHECK)
    said = missing(applicant.progress, applicant.today)[0]
    assert said.says == "1 of 2 background checks; not cleared: child-abuse-registry"
    with pytest.raises(UnknownToProgram):
        applicant.finds("credit-history")


def test_p22_a_check_that_expires_before_the_start_is_missing_again(applicant: Any) -> None:
    applicant.checked(valid_until=applicant.today + timedelta(days=9))
    applicant.passes(10)
    with pytest.raises(StepsMissing, match="expires on 2026-01-14, before the start"):
        applicant.hired()


def test_p23_a_clean_record_is_not_required(applicant: Any) -> None:
    applicant.finds(CHECK, "cleared", categories=("theft",))
    assert CHECK in applicant.application.cleared


@pytest.mark.parametrize("outcome", ["cleared", "needs_review"])
@pytest.mark.parametrize("category", ["sexual-abuse", "violent-crime"])
def test_p23_a_disqualifier_decides_alone_also_with_a_letter(applicant: Any, category: str, outcome: Any) -> None:
    with pytest.raises(DisqualifierDecides):
        applicant.finds(CHECK, outcome, categories=("theft", category), letter=True)


def test_p23_a_disqualified_application_is_over(applicant: Any) -> None:
    applicant.finds(CHECK, "disqualified", categories=("violent-crime",))
    assert applicant.application.state is ApplicationState.DISQUALIFIED
    with pytest.raises(ApplicationClosed):
        applicant.finds("child-abuse-registry")


def test_p24_a_conviction_off_the_list_is_decided_by_a_person_with_a_letter(applicant: Any) -> None:
    with pytest.raises(LetterNeeded):
        applicant.finds(CHECK, "disqualified", categories=("theft",))
    applicant.finds(CHECK, "needs_review", categories=("theft",))
    assert CHECK not in applicant.application.cleared
    applicant.finds(CHECK, "cleared", categories=("theft",), letter=True)
    assert CHECK in applicant.application.cleared


def test_p24_a_person_may_decide_against_the_letter(applicant: Any) -> None:
    applicant.finds(CHECK, "disqualified", categories=("theft",), letter=True)
    assert applicant.application.state is ApplicationState.DISQUALIFIED


def test_nobody_is_disqualified_without_saying_for_what(applicant: Any) -> None:
    with pytest.raises(CategoriesNeeded):
        applicant.finds(CHECK, "disqualified")


def test_a_decision_stands_until_a_later_check(applicant: Any) -> None:
    applicant.finds(CHECK)
    with pytest.raises(CheckAlreadyDecided):
        applicant.finds(CHECK, "needs_review")
    applicant.passes(1)
    applicant.finds(CHECK, "needs_review")
    assert CHECK not in applicant.application.cleared


def test_a_check_counts_as_long_as_the_program_says_or_shorter(applicant: Any) -> None:
    applicant.finds(CHECK)
    assert applicant.application.cleared[CHECK].valid_until == date(2028, 1, 5)
    with pytest.raises(ValidityTooLong):
        applicant.finds("child-abuse-registry", valid_until=date(2028, 1, 6))
    applicant.finds("child-abuse-registry", valid_until=date(2026, 6, 30))
    assert applicant.application.cleared["child-abuse-registry"].valid_until == date(2026, 6, 30)
