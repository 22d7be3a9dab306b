"""A partner may be suspended, taken back, or leave; what days brought ends with overdue trainings and expired checks alone."""

from dataclasses import replace
from datetime import date

from peerbridge.events.certification import PartnerLeft, PartnerReinstated, PartnerSuspended, SuspensionReason
from recruitment.domain.applications_errors import AlreadySuspended, NotActive, NotSuspended, StepsMissing
from recruitment.domain.applications_progress import Progress
from recruitment.domain.applications_steps import told
from recruitment.domain.certification import Certification, CertificationState
from recruitment.domain.certification_dates import News
from recruitment.domain.checks_missing import checks_expired
from recruitment.domain.trainings_missing import overdue

__all__ = ["leave", "reinstate", "review", "suspend"]


def suspend(certification: Certification, reason: SuspensionReason, today: date) -> News:
    """No new matches for now. Raises: NotActive, AlreadySuspended."""
    _check_certified(certification)
    if certification.suspension is not None and certification.suspended_on is not None:
        why = certification.suspension.replace("_", " ")
        raise AlreadySuspended(suspended_on=certification.suspended_on, reason=why)
    after = replace(certification, suspension=reason, suspended_on=today)
    return after, (PartnerSuspended(partner=after.person, program=after.program, reason=reason),)


def review(certification: Certification, today: date) -> News:
    """A certified partner whose check disqualifies is suspended until people have decided, whatever else suspends them (P23)."""
    if certification.state is not CertificationState.CERTIFIED or certification.suspension == "conduct_review":
        return certification, ()
    return suspend(replace(certification, suspension=None, suspended_on=None), "conduct_review", today)


def reinstate(certification: Certification, progress: Progress, today: date) -> News:
    """The suspension is over, also after a lapse: a suspended certification cannot be renewed.

    Raises: NotActive, NotSuspended, StepsMissing (overdue trainings, expired checks).
    """
    _check_here(certification)
    if certification.suspension is None:
        raise NotSuspended
    late = (*checks_expired(progress, today), *overdue(progress, today))
    if late:
        raise StepsMissing(step="reinstatement", says="; ".join(each.says for each in late), missing=told(late))
    after = replace(certification, suspension=None, suspended_on=None)
    return after, (PartnerReinstated(partner=after.person, program=after.program),)


def leave(certification: Certification, today: date) -> News:
    """The partner leaves, certified, suspended or lapsed. Raises: NotActive."""
    _check_here(certification)
    after = replace(certification, state=CertificationState.LEFT, suspension=None, suspended_on=None, ended_on=today)
    return after, (PartnerLeft(partner=after.person, program=after.program),)


def _check_here(certification: Certification) -> None:
    if certification.state is CertificationState.LEFT:
        raise NotActive(state="over", advice="the partner has left already")


def _check_certified(certification: Certification) -> None:
    if certification.state is not CertificationState.CERTIFIED:
        lapsed = certification.state is CertificationState.LAPSED
        advice = "renew it first" if lapsed else "the person may apply again"
        raise NotActive(state=certification.state.value, advice=advice)
