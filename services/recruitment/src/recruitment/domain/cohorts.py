"""A training held for several at once, over weeks, with the hours that each of them attended (P29)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from peerbridge.events.policy import Policy
from recruitment.domain.applications_errors import (
    CohortClosed,
    CohortElsewhere,
    CountyNotServed,
    HoursImpossible,
    MemberAlready,
    NeverAttended,
    NotMembers,
    SessionAlready,
    TrainingAlreadyCompleted,
)
from recruitment.domain.applications_progress import Progress, TrainingDone, check_day, known
from recruitment.domain.modalities import Modality, held, of_training
from recruitment.domain.trainings import HOURS_OF_A_DAY, complete_training

__all__ = ["Cohort", "Session", "attended", "close", "count", "enrol", "hold", "plan"]

NEAR: Final = timedelta(days=366)
"""A cohort is entered at most a year before or after it begins: a date further away is a typing error."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """One run of a training in a county, from its first day on; closed when its members' hours have been counted.

    `modality`: in person or virtual (P66); None where the program leaves it open and nobody said.
    """

    id: UUID
    program: str
    training: str
    county: str
    zone: str
    starts_on: date
    modality: Modality | None = None
    closed_on: date | None = None

    def check_open(self) -> None:
        """Nothing more happens in a closed cohort. Raises: CohortClosed."""
        if self.closed_on is not None:
            raise CohortClosed(closed_on=self.closed_on)


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting of a cohort: the day, its hours, and the applications of those who were there."""

    on: date
    hours: float
    attended: frozenset[UUID]


def plan(cohort: Cohort, policy: Policy, today: date) -> Cohort:
    """The cohort, if its program holds such a training there and so.

    Raises: UnknownToProgram, CountyNotServed, DateOutOfBounds, ModalityDiffers.
    """
    known("training", cohort.training, tuple(each.training for each in policy.trainings))
    if not policy.serves(cohort.county):
        raise CountyNotServed(program=cohort.program, county=cohort.county)
    check_day("starts_on", cohort.starts_on, today - NEAR, today + NEAR)
    return replace(cohort, modality=held(cohort.training, cohort.modality, of_training(policy, cohort.training)))


def enrol(cohort: Cohort, members: Iterable[UUID], progress: Progress) -> None:
    """Say nothing if an applicant or partner of the program may join: once, and while the training is still to come.

    Raises: CohortClosed, ApplicationClosed, CohortElsewhere, UnknownToProgram, TrainingAlreadyCompleted, MemberAlready.
    """
    cohort.check_open()
    progress.application.check_going_on()
    if progress.application.program != cohort.program:
        raise CohortElsewhere(program=cohort.program)
    known("training", cohort.training, tuple(each.training for each in progress.policy.trainings))
    if (done := progress.completed.get(cohort.training)) is not None:
        raise TrainingAlreadyCompleted(training=cohort.training, completed_on=done.completed_on)
    if progress.application.id in set(members):
        raise MemberAlready


def hold(cohort: Cohort, members: Iterable[UUID], before: Sequence[Session], made: Session, today: date) -> None:
    """Say nothing if this meeting may be noted: one a day, from the first day on, of members only.

    Raises: CohortClosed, DateOutOfBounds, SessionAlready, HoursImpossible, NotMembers.
    """
    cohort.check_open()
    check_day("on", made.on, cohort.starts_on, today)
    if any(each.on == made.on for each in before):
        raise SessionAlready(on=made.on)
    if not 0 < made.hours <= HOURS_OF_A_DAY:
        raise HoursImpossible(first=made.on, last=made.on, most=f"{HOURS_OF_A_DAY:g}")
    strangers = made.attended - set(members)
    if strangers:
        raise NotMembers(count=len(strangers))


def attended(cohort: Cohort, sessions: Sequence[Session], application: UUID) -> TrainingDone | None:
    """The training as a member attended it, from their first meeting to their last; None for who never came."""
    mine = sorted((each for each in sessions if application in each.attended), key=lambda each: each.on)
    if not mine:
        return None
    hours = sum(each.hours for each in mine)
    return TrainingDone(cohort.training, mine[-1].on, hours, mine[0].on, cohort.modality)


def count(cohort: Cohort, sessions: Sequence[Session], progress: Progress, today: date) -> TrainingDone:
    """What a member attended, if the rules let it count today. Raises: NeverAttended, and as `complete_training`."""
    done = attended(cohort, sessions, progress.application.id)
    if done is None:
        raise NeverAttended
    complete_training(progress, done, today)
    return done


def close(cohort: Cohort, today: date) -> Cohort:
    """The cohort, closed today. Raises: CohortClosed."""
    cohort.check_open()
    return replace(cohort, closed_on=today)
