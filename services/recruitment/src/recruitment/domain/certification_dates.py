"""What passing days do to a certification: its end is announced, it ends, an open training or expired check suspends it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from peerbridge.events.base import Event
from peerbridge.events.certification import (
    CertificationExpiring,
    CertificationLapsed,
    PartnerReinstated,
    PartnerSuspended,
    SuspensionReason,
)
from recruitment.domain.applications_progress import Progress
from recruitment.domain.certification import Certification, CertificationState
from recruitment.domain.checks_missing import first_check_end
from recruitment.domain.months import day_after
from recruitment.domain.trainings_missing import first_due

__all__ = ["BY_ITSELF", "News", "as_days_pass", "with_progress"]

BY_ITSELF: Final = frozenset({"training_overdue", "check_expired"})
"""Suspensions that days bring and progress ends; the others are people's."""

News = tuple[Certification, tuple[Event, ...]]
"""A certification after a transition, and what is announced of it."""


def as_days_pass(certification: Certification, today: date) -> News:
    """The certification on a day, and what had become due by then; what was missed meanwhile is not told late."""
    if certification.state is not CertificationState.CERTIFIED:
        return certification, ()
    if today > certification.valid_until:
        return _lapse(certification)
    after, suspended = _suspend_overdue(certification, today)
    after, expiring = _look_ahead(after, today)
    return after, (*suspended, *expiring)


def with_progress(certification: Certification, progress: Progress, today: date) -> News:
    """The certification after a training or a check: a suspension that days brought ends with its last cause (P22, P26).

    Once lapsed it stays suspended until it is renewed, so that nobody is told of a return who does not return.
    """
    after = replace(certification, training_due_on=first_due(progress), check_due_on=first_check_end(progress))
    reason = _cause(after, today)
    lapsed = after.state is not CertificationState.CERTIFIED
    if lapsed or after.suspension not in BY_ITSELF or reason == after.suspension:
        return after, ()
    after = replace(after, suspension=reason, suspended_on=today if reason else None)
    if reason is not None:
        return after, (PartnerSuspended(partner=after.person, program=after.program, reason=reason),)
    return after, (PartnerReinstated(partner=after.person, program=after.program),)


def _lapse(certification: Certification) -> News:
    """The day after the last day (P33)."""
    lapsed_on = day_after(certification.valid_until)
    after = replace(certification, state=CertificationState.LAPSED, ended_on=lapsed_on)
    return after, (CertificationLapsed(partner=after.person, program=after.program, lapsed_on=lapsed_on),)


def _suspend_overdue(certification: Certification, today: date) -> News:
    """Four of five trainings on day 366 (P26); an expired check. Who is suspended already stays so for the first reason."""
    reason = _cause(certification, today)
    if certification.suspension is not None or reason is None:
        return certification, ()
    after = replace(certification, suspension=reason, suspended_on=today)
    return after, (PartnerSuspended(partner=after.person, program=after.program, reason=reason),)


def _look_ahead(certification: Certification, today: date) -> News:
    """The nearest of 90, 60 and 30 days that has come, once; wider ones are over with it."""
    left = certification.valid_until - today
    come = [days for days in certification.look_ahead if left <= timedelta(days=days)]
    nearest = min(come, default=None)
    if nearest is None or (certification.noticed is not None and nearest >= certification.noticed):
        return certification, ()
    told = {"partner": certification.person, "program": certification.program, "valid_until": certification.valid_until}
    return replace(certification, noticed=nearest), (
        CertificationExpiring.model_validate({**told, "days_left": nearest}),
    )


def _cause(certification: Certification, today: date) -> SuspensionReason | None:
    """What suspends by itself on a day; of two causes the training, until it is complete."""
    if certification.training_due_on is not None and today > certification.training_due_on:
        return "training_overdue"
    if certification.check_due_on is not None and today > certification.check_due_on:
        return "check_expired"
    return None
