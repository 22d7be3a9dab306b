"""Partner and coordinator rate the same skills and agree on a plan, where the program asks for it (P36)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from recruitment.domain.applications_errors import ReadinessAlreadyAgreed, ReadinessNotAsked, SkillsDiffer
from recruitment.domain.applications_missing import check_ready_for
from recruitment.domain.applications_progress import Progress, check_day

__all__ = ["Rating", "agree_readiness"]


@dataclass(frozen=True, slots=True)
class Rating:
    """Both ratings by skill, and the day they were talked over."""

    partner: Mapping[str, int]
    coordinator: Mapping[str, int]
    agreed_on: date


def agree_readiness(progress: Progress, rating: Rating, today: date) -> None:
    """Say nothing if this agreement may be recorded.

    Raises: ApplicationClosed, ReadinessNotAsked, StepsMissing, SkillsDiffer, DateOutOfBounds, ReadinessAlreadyAgreed.
    """
    asked = progress.policy.readiness
    progress.application.check_going_on()
    if not asked.dual_rating:
        raise ReadinessNotAsked
    check_ready_for("readiness", progress, today)
    if not set(rating.partner) == set(rating.coordinator) == set(asked.skills):
        raise SkillsDiffer(skills=", ".join(asked.skills))
    check_day("agreed_on", rating.agreed_on, progress.application.submitted_on, today)
    if progress.ready_on is not None and rating.agreed_on <= progress.ready_on:
        raise ReadinessAlreadyAgreed(agreed_on=progress.ready_on)
