"""A learning system's courses, and the trainings of a program that they count as."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from peerbridge.events.policy import Policy
from peerbridge.events.policy_selection import Modality
from recruitment.domain.applications_errors import UnknownToProgram
from recruitment.domain.applications_progress import SHADOWING, Progress, TrainingDone

__all__ = ["Completion", "already", "training_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A course that a person completed, as a learning system says it."""

    person: UUID
    program: str
    course: str
    hours: float
    completed_on: date
    started_on: date | None = None
    modality: Modality | None = None


def training_of(policy: Policy, course: str) -> str:
    """The training that a course is, or counts as; upper and lower case do not matter. Raises: UnknownToProgram."""
    named = course.casefold()
    for each in policy.trainings:
        if named in {each.training.casefold(), *map(str.casefold, each.equivalents)}:
            return each.training
    if named == SHADOWING and policy.shadowing is not None:
        return SHADOWING
    raise UnknownToProgram(thing="training", known=", ".join(each.training for each in policy.trainings) or "none")


def already(progress: Progress, done: TrainingDone) -> bool:
    """Whether exactly this is recorded: a learning system sends what it knows again and again."""
    return done in progress.trainings
