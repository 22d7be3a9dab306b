"""What passing days do to a certification: its end is announced, it ends, it is suspended for an open training."""

from dataclasses import replace
from datetime import date, timedelta

from peerbridge.events.base import Event
from peerbridge.events.certification import (
    CertificationExpiring,
    CertificationLapsed,
    PartnerReinstated,
    PartnerSuspended,
)
from recruitment.domain.applications_progress import Progress
from recruitment.domain.certification import Certification, CertificationState
from recruitment.domain.months import day_after
from recruitment.domain.trainings_missing import first_due

__all__ = ["News", "as_days_pass", "with_trainings"]

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


def with_trainings(certification: Certification, progress: Progress, today: date) -> News:
    """The certification after a training: a suspension for overdue trainings ends with the last of them (P26)."""
    after = replace(certification, training_due_on=first_due(progress))
    if after.suspension != "training_overdue" or _overdue(after, today):
        return after, ()
    after = replace(after, suspension=None, suspended_on=None)
    if after.state is not CertificationState.CERTIFIED:
        return after, ()
    return after, (PartnerReinstated(partner=after.person, program=after.program),)


def _lapse(certification: Certification) -> News:
    """The day after the last day (P33)."""
    lapsed_on = day_after(certification.valid_until)
    after = replace(certification, state=CertificationState.LAPSED, ended_on=lapsed_on)
    return after, (CertificationLapsed(partner=after.person, program=after.program, lapsed_on=lapsed_on),)


def _suspend_overdue(certification: Certification, today: date) -> News:
    """Four of five trainings on day 366 (P26). Who is suspended already stays so for the first reason."""
    if certification.suspension is not None or not _overdue(certification, today):
        return certification, ()
    after = replace(certification, suspension="training_overdue", suspended_on=today)
    return after, (PartnerSuspended(partner=after.person, program=after.program, reason="training_overdue"),)


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


def _overdue(certification: Certification, today: date) -> bool:
    return certification.training_due_on is not None and today > certification.training_due_on
