"""P22: kinds of check with their own validity, renewed while the older one holds; an end does what the policy states."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from peerbridge.events.certification import PartnerReinstated, PartnerSuspended
from peerbridge.events.policy import Policy
from recruitment.domain.applications_errors import CheckAlreadyDecided, DateOutOfBounds, StepsMissing, UnknownToProgram
from recruitment.domain.applications_missing import missing
from recruitment.domain.certification import CertificationState
from recruitment.domain.certification_dates import as_days_pass, with_progress
from recruitment.domain.partners import reinstate, review, suspend
from recruitment.domain.practice_errors import CheckOpenAlready, CheckStillHolds
from recruitment.domain.upcoming import coming

Way = Callable[..., Any]
CRIMINAL, REGISTRY = "criminal-history", "child-abuse-registry"
FIRST_END = date(2027, 1, 5)


@pytest.fixture
def checked(iowa: Policy) -> Policy:
    """Iowa's policy, with a criminal history that suspends after a year and a registry check that ends a certification after two."""
    criminal, registry = iowa.background_checks.kinds
    kinds = (
        criminal.model_copy(update={"validity_months": 12, "on_expiry": "suspend", "renewal_days": 60}),
        registry.model_copy(update={"validity_months": 24, "on_expiry": "lapse"}),
    )
    checks = iowa.background_checks.model_copy(update={"kinds": kinds})
    trainings = tuple(each for each in iowa.trainings if each.due == "before_start")
    certification = iowa.certification.model_copy(update={"validity_months": 36})
    return iowa.model_copy(update={"background_checks": checks, "trainings": trainings, "certification": certification})


@pytest.fixture
def partner(way: Way, checked: Policy) -> Any:
    """Certified on 5 January 2026; `certification` beside the way there."""
    someone = way(checked)
    someone.certification = someone.certified()
    return someone


def on(partner: Any, day: date) -> None:
    partner.today = day


def test_p22_each_kind_ends_by_its_own_validity_and_with_its_own_consequence(partner: Any) -> None:
    assert partner.certification.check_due_on == FIRST_END
    assert partner.certification.valid_until == date(2028, 1, 5)
    assert partner.certification.term_until == date(2029, 1, 5)


@pytest.mark.parametrize(("days", "suspended"), [(0, False), (1, True)])
def test_p22_a_check_that_expired_unrenewed_suspends_with_its_reason(
    partner: Any, days: int, *, suspended: bool
) -> None:
    after, news = as_days_pass(partner.certification, FIRST_END + timedelta(days=days))
    assert [each.reason for each in news if isinstance(each, PartnerSuspended)] == ["check_expired"] * suspended
    assert after.state is CertificationState.CERTIFIED
    assert partner.certification.due_on == FIRST_END + timedelta(days=1)


@pytest.mark.parametrize(("left", "opens"), [(61, False), (60, True), (0, True)])
def test_p22_a_renewal_is_opened_while_the_older_check_holds_but_not_before_its_days(
    partner: Any, left: int, *, opens: bool
) -> None:
    on(partner, FIRST_END - timedelta(days=left))
    if opens:
        partner.opens(CRIMINAL)
        partner.finds(CRIMINAL)
        assert partner.application.cleared[CRIMINAL].decided_on == partner.today
        return
    for step in (partner.opens, partner.finds):
        with pytest.raises(CheckStillHolds, match=r"do not overlap .* from 06 November 2026 on"):
            step(CRIMINAL)


def test_p22_a_check_renewed_in_time_moves_the_day_and_suspends_nobody(partner: Any) -> None:
    on(partner, date(2026, 12, 1))
    partner.finds(CRIMINAL)
    after, news = with_progress(partner.certification, partner.progress, partner.today)
    assert (after.check_due_on, news) == (date(2027, 12, 1), ())
    assert as_days_pass(after, FIRST_END + timedelta(days=1))[0].suspension is None


def test_p22_the_decision_of_an_expired_check_reinstates(partner: Any) -> None:
    on(partner, FIRST_END + timedelta(days=10))
    suspended, _ = as_days_pass(partner.certification, partner.today)
    with pytest.raises(StepsMissing, match="expired on 2027-01-05; its renewal is not decided"):
        reinstate(suspended, partner.progress, partner.today)
    partner.opens(CRIMINAL)
    partner.finds(CRIMINAL)
    after, (news,) = with_progress(suspended, partner.progress, partner.today)
    assert isinstance(news, PartnerReinstated)
    assert (after.suspension, after.check_due_on) == (None, date(2028, 1, 15))


def test_p22_a_renewal_under_review_leaves_the_older_check_until_its_end(partner: Any) -> None:
    on(partner, date(2026, 12, 1))
    partner.finds(CRIMINAL, "needs_review", categories=("theft",))
    kept, _ = with_progress(partner.certification, partner.progress, partner.today)
    assert kept.check_due_on == FIRST_END
    assert any(CRIMINAL in item.which for item in missing(partner.progress, partner.today))
    late, _ = as_days_pass(kept, FIRST_END + timedelta(days=1))
    assert late.suspension == "check_expired"
    on(partner, FIRST_END + timedelta(days=2))
    partner.finds(CRIMINAL, categories=("theft",), letter=True)
    assert with_progress(late, partner.progress, partner.today)[0].suspension is None


def test_p26_an_open_training_and_an_expired_check_are_both_done_before_it_is_over(partner: Any) -> None:
    day = FIRST_END + timedelta(days=3)
    both = replace(partner.certification, training_due_on=date(2026, 12, 31))
    suspended, _ = as_days_pass(both, day)
    assert suspended.suspension == "training_overdue"
    still, (news,) = with_progress(suspended, partner.progress, day)  # the training is complete by now
    assert isinstance(news, PartnerSuspended)
    assert (still.suspension, news.reason) == ("check_expired", "check_expired")


def test_p23_whoever_is_disqualified_stays_suspended_for_people_to_decide(partner: Any) -> None:
    late, _ = as_days_pass(partner.certification, FIRST_END + timedelta(days=1))
    reviewed, (news,) = review(late, FIRST_END + timedelta(days=2))
    assert isinstance(news, PartnerSuspended)
    assert (reviewed.suspension, news.reason) == ("conduct_review", "conduct_review")
    assert with_progress(reviewed, partner.progress, FIRST_END)[0].suspension == "conduct_review"
    assert review(reviewed, FIRST_END) == (reviewed, ())


def test_a_suspension_by_people_is_not_taken_back_while_a_check_has_expired(partner: Any) -> None:
    away, _ = suspend(partner.certification, "own_wish", date(2026, 12, 1))
    assert as_days_pass(away, FIRST_END + timedelta(days=1))[0].suspension == "own_wish"
    with pytest.raises(StepsMissing, match=CRIMINAL):
        reinstate(away, partner.progress, FIRST_END + timedelta(days=1))


def test_of_one_kind_one_check_is_open_at_a_time(way: Way, checked: Policy) -> None:
    someone = way(checked)
    with pytest.raises(StepsMissing):
        someone.opens(CRIMINAL)
    someone.screened()
    with pytest.raises(UnknownToProgram):
        someone.opens("credit-history")
    someone.passes(5)
    for day in (someone.today + timedelta(days=1), someone.today - timedelta(days=6)):
        with pytest.raises(DateOutOfBounds):
            someone.opens(CRIMINAL, day)
    someone.opens(CRIMINAL, someone.today - timedelta(days=1))
    with pytest.raises(CheckOpenAlready, match="since 09 January 2026"):
        someone.opens(CRIMINAL)
    with pytest.raises(DateOutOfBounds):
        someone.finds(CRIMINAL, decided_on=someone.today - timedelta(days=2))
    someone.opens(REGISTRY)
    someone.finds(CRIMINAL)


def test_a_check_that_never_expires_is_not_cleared_twice(way: Way, checked: Policy) -> None:
    kinds = tuple(each.model_copy(update={"validity_months": None}) for each in checked.background_checks.kinds)
    for_ever = checked.background_checks.model_copy(update={"kinds": kinds})
    someone = way(checked.model_copy(update={"background_checks": for_ever}))
    someone.screened()
    someone.finds(CRIMINAL)
    with pytest.raises(CheckAlreadyDecided):
        someone.finds(CRIMINAL)
    someone.passes(400)
    with pytest.raises(CheckStillHolds, match="for ever"):
        someone.finds(CRIMINAL)
    someone.finds(CRIMINAL, "needs_review")
    someone.passes(1)
    someone.finds(CRIMINAL)


def test_p22_checks_that_end_are_looked_ahead_to_each_by_itself(partner: Any) -> None:
    on(partner, FIRST_END - timedelta(days=20))
    partner.opens(CRIMINAL)
    (found,) = coming(partner.certification, partner.progress, partner.today, 90)
    told = (found.what, found.check, found.on, found.opened_on, found.days_left(partner.today))
    assert told == ("background_check_expires", CRIMINAL, FIRST_END, partner.today, 20)
    on(partner, date(2027, 12, 20))
    names = {(each.what, each.check) for each in coming(partner.certification, partner.progress, partner.today, 30)}
    assert names == {("background_check_expires", REGISTRY)}  # it ends the certification with it
