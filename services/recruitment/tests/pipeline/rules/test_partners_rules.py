"""A partner is suspended, taken back, or leaves; one transition each, refused where it makes no sense."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peerbridge.events.certification import PartnerLeft, PartnerReinstated, PartnerSuspended
from peerbridge.events.policy import Policy
from recruitment.domain.applications_errors import AlreadySuspended, NotActive, NotSuspended, StepsMissing
from recruitment.domain.certification_dates import as_days_pass
from recruitment.domain.partners import leave, reinstate, suspend

Way = Callable[..., Any]
DAY = date(2026, 3, 1)


def test_a_suspension_is_announced_with_its_reason_and_taken_back_once(way: Way, iowa: Policy) -> None:
    someone = way(iowa)
    suspended, news = suspend(someone.certified(), "conduct_review", DAY)
    assert news == (PartnerSuspended(partner=suspended.person, program=suspended.program, reason="conduct_review"),)
    assert suspended.shown_state == "suspended"
    with pytest.raises(AlreadySuspended):
        suspend(suspended, "own_wish", DAY)
    back, news = reinstate(suspended, someone.progress, DAY)
    assert ([type(each) for each in news], back.shown_state) == ([PartnerReinstated], "certified")
    with pytest.raises(NotSuspended):
        reinstate(back, someone.progress, DAY)


def test_p26_nobody_is_taken_back_while_a_training_is_overdue(way: Way, iowa: Policy) -> None:
    someone = way(iowa)
    suspended, _ = as_days_pass(someone.certified(), date(2027, 1, 6))
    assert suspended.suspension == "training_overdue"
    with pytest.raises(StepsMissing, match="0 of 5 trainings after start"):
        reinstate(suspended, someone.progress, date(2027, 1, 6))


def test_who_left_is_gone(way: Way, iowa: Policy) -> None:
    someone = way(iowa)
    left, news = leave(someone.certified(), DAY)
    assert [type(each) for each in news] == [PartnerLeft]
    assert (left.shown_state, left.due_on, as_days_pass(left, date(2030, 1, 1))[1]) == ("left", None, ())
    with pytest.raises(NotActive):
        leave(left, DAY)
    with pytest.raises(NotActive):
        suspend(left, "own_wish", DAY)


def test_a_lapsed_partner_may_leave_but_not_be_suspended(way: Way, iowa: Policy) -> None:
    lapsed, _ = as_days_pass(way(iowa).certified(), date(2028, 1, 6))
    with pytest.raises(NotActive, match="renew it first"):
        suspend(lapsed, "own_wish", DAY)
    assert leave(lapsed, DAY)[0].shown_state == "left"


def test_who_was_suspended_when_the_certification_lapsed_is_taken_back_before_it_is_renewed(
    way: Way, iowa: Policy
) -> None:
    someone = way(iowa.model_copy(update={"trainings": ()}))
    suspended, _ = suspend(someone.certified(), "conduct_review", DAY)
    lapsed, _ = as_days_pass(suspended, date(2028, 1, 6))
    back, news = reinstate(lapsed, someone.progress, date(2028, 1, 7))
    assert ([type(each) for each in news], back.shown_state) == ([PartnerReinstated], "lapsed")
    left, _ = leave(lapsed, DAY)
    with pytest.raises(NotActive, match="has left"):
        reinstate(left, someone.progress, DAY)
