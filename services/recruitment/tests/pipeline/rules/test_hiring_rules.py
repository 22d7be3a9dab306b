"""P09-P16, P22: hired as the program employs, after screening and checks, while there is a place."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from peerbridge.events.policy import Policy
from recruitment.domain.applications_errors import (
    ApplicationClosed,
    DateOutOfBounds,
    EmploymentDiffers,
    HeadcountReached,
    StepsMissing,
)
from recruitment.domain.hiring import check_place, hire

Way = Callable[..., Any]


def test_nobody_is_hired_before_screening_and_checks(way: Way, iowa: Policy) -> None:
    applicant = way(iowa)
    with pytest.raises(StepsMissing) as refused:
        applicant.hired()
    assert [item["what"] for item in refused.value.facts["missing"]] == ["screening", "background_check"]


def test_p22_where_checks_are_not_required_before_start_the_certification_still_needs_them(
    way: Way, iowa: Policy
) -> None:
    later = iowa.background_checks.model_copy(update={"required_before_start": False})
    applicant = way(iowa.model_copy(update={"background_checks": later}))
    applicant.screened()
    applicant.hired()
    applicant.trained()
    with pytest.raises(StepsMissing, match="0 of 2 background checks"):
        applicant.certifies()


@pytest.mark.parametrize(("program", "model"), [("iowa", "contractor"), ("kentucky", "employee")])
def test_p09_each_program_hires_by_its_own_model(
    way: Way, request: pytest.FixtureRequest, program: str, model: str
) -> None:
    applicant = way(request.getfixturevalue(program))
    applicant.screened()
    applicant.checked()
    for other in {"employee", "contractor", "volunteer_stipend"} - {model}:
        with pytest.raises(EmploymentDiffers):
            hire(applicant.progress, other, applicant.today, applicant.today)  # type: ignore[arg-type]
    applicant.hired()
    assert applicant.application.employment == model


def test_p11_a_contractor_programme_without_a_cap_always_has_a_place(iowa: Policy) -> None:
    assert iowa.employment.headcount_cap is None
    check_place(iowa.employment, 1_000_000)


def test_p15_a_cap_is_reached_at_its_number_and_not_before(iowa: Policy) -> None:
    capped = iowa.employment.model_copy(update={"headcount_cap": 28})
    check_place(capped, 27)
    with pytest.raises(HeadcountReached, match="28 of 28"):
        check_place(capped, 28)


def test_nobody_is_hired_twice(way: Way, iowa: Policy) -> None:
    applicant = way(iowa)
    applicant.hired_after_all_checks()
    with pytest.raises(ApplicationClosed):
        applicant.hired()


def test_nobody_is_hired_in_the_future_or_before_they_were_checked(way: Way, iowa: Policy) -> None:
    applicant = way(iowa)
    applicant.screened()
    applicant.passes(5)
    applicant.checked()
    with pytest.raises(DateOutOfBounds):
        applicant.hired(applicant.today + timedelta(days=1))
    with pytest.raises(StepsMissing, match="after the start"):
        applicant.hired(applicant.today - timedelta(days=1))
