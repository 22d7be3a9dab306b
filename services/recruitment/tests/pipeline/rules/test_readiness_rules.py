"""P36: partner and coordinator rate the same skills, where the program asks for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from peerbridge.events.policy import Policy
from recruitment.domain.applications_errors import (
    DateOutOfBounds,
    ReadinessAlreadyAgreed,
    ReadinessNotAsked,
    SkillsDiffer,
    StepsMissing,
)
from recruitment.domain.applications_missing import missing
from recruitment.domain.readiness import Rating, agree_readiness

Way = Callable[..., Any]


@pytest.fixture
def partner(way: Way, washington: Policy) -> Any:
    """Someone hired and trained where readiness is rated."""
    someone = way(washington)
    someone.hired_after_all_checks()
    someone.trained()
    return someone


def rating(someone: Any, **others: Any) -> Rating:
    """Both have rated all skills today."""
    skills = dict.fromkeys(someone.policy.readiness.skills, 4)
    return Rating(**{"partner": skills, "coordinator": skills, "agreed_on": someone.today, **others})


def test_p36_without_the_agreement_readiness_is_missing(partner: Any) -> None:
    assert [item.what for item in missing(partner.progress, partner.today)] == ["readiness"]
    agree_readiness(partner.progress, rating(partner), partner.today)
    partner.ready()
    assert missing(partner.progress, partner.today) == ()


def test_p36_both_rate_the_same_skills_and_all_of_them(partner: Any) -> None:
    with pytest.raises(SkillsDiffer):
        agree_readiness(partner.progress, rating(partner, partner={"boundaries": 3}), partner.today)
    with pytest.raises(SkillsDiffer):
        agree_readiness(partner.progress, rating(partner, coordinator={}), partner.today)


def test_p36_a_program_that_does_not_ask_gets_none(way: Way, iowa: Policy) -> None:
    someone = way(iowa)
    someone.hired_after_all_checks()
    with pytest.raises(ReadinessNotAsked):
        agree_readiness(someone.progress, rating(someone), someone.today)


def test_readiness_waits_for_the_hire(way: Way, washington: Policy) -> None:
    someone = way(washington)
    with pytest.raises(StepsMissing, match="the person is not hired"):
        agree_readiness(someone.progress, rating(someone), someone.today)


def test_a_new_agreement_is_of_a_later_day_and_none_is_to_come(partner: Any) -> None:
    partner.ready()
    with pytest.raises(ReadinessAlreadyAgreed):
        agree_readiness(partner.progress, rating(partner), partner.today)
    tomorrow = partner.today + timedelta(days=1)
    with pytest.raises(DateOutOfBounds):
        agree_readiness(partner.progress, rating(partner, agreed_on=tomorrow), partner.today)
