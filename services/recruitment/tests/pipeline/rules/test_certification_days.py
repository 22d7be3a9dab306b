"""What passing days do: an end is announced at 90, 60 and 30 days, each once; it lapses the day after; P26 suspends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from peerbridge.events.certification import (
    CertificationExpiring,
    CertificationLapsed,
    PartnerReinstated,
    PartnerSuspended,
)
from peerbridge.events.policy import Policy
from recruitment.domain.certification import CertificationState
from recruitment.domain.certification_dates import as_days_pass, with_progress
from recruitment.domain.partners import suspend

Way = Callable[..., Any]


def told(certification: Any, *days: date) -> tuple[Any, list[Any]]:
    """The certification after these days were looked at, and all that was announced."""
    announced: list[Any] = []
    for day in days:
        certification, news = as_days_pass(certification, day)
        announced += news
    return certification, announced


def all_days(certification: Any, first: date, last: date) -> tuple[Any, list[Any]]:
    """Every day from the first to the last."""
    return told(certification, *(first + timedelta(days=n) for n in range((last - first).days + 1)))


@pytest.fixture
def certification(way: Way, washington: Policy) -> Any:
    """Valid for a year, until 5 January 2027, with nothing else to come."""
    return replace(way(washington).certified(), training_due_on=None)


def test_each_notice_is_given_once_and_then_it_lapses(certification: Any) -> None:
    after, news = all_days(certification, date(2026, 1, 5), date(2027, 2, 1))
    assert [type(each) for each in news] == [CertificationExpiring] * 3 + [CertificationLapsed]
    assert [each.days_left for each in news[:3]] == [90, 60, 30]
    assert news[3].lapsed_on == date(2027, 1, 6)
    assert (after.state, after.due_on) == (CertificationState.LAPSED, None)


@pytest.mark.parametrize(("left", "notices"), [(91, []), (90, [90]), (60, [60]), (31, [60]), (30, [30]), (0, [30])])
def test_only_the_nearest_notice_is_given_when_days_were_missed(
    certification: Any, left: int, notices: list[int]
) -> None:
    _, news = told(certification, certification.valid_until - timedelta(days=left))
    assert [each.days_left for each in news] == notices


def test_on_its_last_day_it_is_valid_and_the_day_after_it_has_lapsed(certification: Any) -> None:
    last, _ = told(certification, certification.valid_until)
    assert last.state is CertificationState.CERTIFIED
    _, news = told(certification, certification.valid_until + timedelta(days=1))
    assert [type(each) for each in news] == [CertificationLapsed]


def test_the_next_day_that_matters_is_known(certification: Any) -> None:
    assert certification.due_on == date(2026, 10, 7)
    after, _ = told(certification, date(2026, 10, 7))
    assert after.due_on == date(2026, 11, 6)
    after, _ = told(after, date(2026, 12, 30))
    assert after.due_on == date(2027, 1, 6)


def test_p26_four_of_five_trainings_on_day_366_suspend_and_the_fifth_reinstates(way: Way, iowa: Policy) -> None:
    partner = way(iowa)
    certification = partner.certified()
    partner.trained(4, "within_months")
    certification, news = with_progress(certification, partner.progress, partner.today)
    assert (news, certification.due_on) == ((), date(2027, 1, 6))
    partner.passes(365)
    assert told(certification, partner.today) == (certification, [])
    partner.passes(1)
    certification, overdue = told(certification, partner.today)
    assert [each.reason for each in overdue] == ["training_overdue"]
    assert told(certification, partner.today) == (certification, [])
    partner.trains("substance-abuse")
    certification, news = with_progress(certification, partner.progress, partner.today)
    assert [type(each) for each in news] == [PartnerReinstated]
    assert (certification.suspension, certification.training_due_on) == (None, None)


def test_p26_with_two_overdue_the_first_does_not_reinstate(way: Way, iowa: Policy) -> None:
    partner = way(iowa)
    certification = partner.certified()
    partner.trained(3, "within_months")
    certification, _ = with_progress(certification, partner.progress, partner.today)
    partner.passes(366)
    certification, _ = told(certification, partner.today)
    partner.trains("cultural-competency")
    certification, news = with_progress(certification, partner.progress, partner.today)
    assert (news, certification.suspension) == ((), "training_overdue")


def test_who_is_suspended_already_keeps_the_first_reason(way: Way, iowa: Policy) -> None:
    partner = way(iowa)
    certification, _ = suspend(partner.certified(), "own_wish", partner.today)
    certification, news = told(certification, date(2027, 6, 1))
    assert (certification.suspension, news) == ("own_wish", [])
    assert certification.due_on == date(2027, 10, 7)


def test_a_suspended_certification_lapses_like_any_other(certification: Any) -> None:
    suspended, _ = suspend(certification, "conduct_review", date(2026, 5, 1))
    after, news = told(suspended, date(2027, 1, 6))
    assert after.state is CertificationState.LAPSED
    assert [type(each) for each in news] == [CertificationLapsed]
    assert PartnerSuspended not in [type(each) for each in news]
