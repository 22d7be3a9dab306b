"""An application as it is shown: where it stands, and exactly what is missing. What checks found is no part of it."""

from collections.abc import Mapping
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import Decision, EmploymentModel
from peerbridge.events.policy_selection import Employer, Modality
from recruitment.domain.applications import ApplicationState
from recruitment.domain.applications_missing import missing, next_step
from recruitment.domain.applications_progress import Progress
from recruitment.domain.applications_steps import Missing, Step

__all__ = ["ApplicationView", "MissingView"]


class MissingView(BaseModel):
    """One missing thing. `step`: the address that brings it; `which`: ids of the policy; `by`: a day it depends on."""

    step: Step
    what: str
    says: str
    which: list[str]
    have: float
    need: float
    by: date | None

    @classmethod
    def of(cls, item: Missing) -> Self:
        """The item as it is shown."""
        return cls(
            step=item.step,
            what=item.what,
            says=item.says,
            which=list(item.which),
            have=item.have,
            need=item.need,
            by=item.by,
        )


class DecidedStep(BaseModel):
    """A decided step of screening, without scores and notes."""

    step: str
    decision: Decision
    decided_on: date
    modality: Modality | None
    qualifications: list[str]


class CompletedTraining(BaseModel):
    """A completed training, or a part of shadowing."""

    training: str
    completed_on: date
    hours: float
    modality: Modality | None


class ApplicationView(BaseModel):
    """An application under one version of its program's policy.

    `next_step`: what can be done now; `missing`: all that a certification still needs, those of the next step first;
    `still_due`: trainings to come, each with its last day. `role_title`: what a partner of the program is called (P64).
    `opened_checks`: checks that were asked for and are not decided, and since when.
    """

    id: UUID
    person: UUID
    program: str
    role_title: str
    county: str
    state: ApplicationState
    policy_version: int
    submitted_on: date
    next_step: Step | None
    missing: list[MissingView]
    still_due: Mapping[str, date]
    screening: list[DecidedStep]
    trainings: list[CompletedTraining]
    ready_on: date | None
    opened_checks: Mapping[str, date]
    employment: EmploymentModel | None
    employer: Employer | None
    hired_on: date | None
    closed_on: date | None

    @classmethod
    def of(cls, work: UnitOfWork, progress: Progress) -> Self:
        """The application as it stands today in its county."""
        application = progress.application
        today = work.today(application.zone)
        return cls(
            id=application.id,
            person=application.person,
            program=application.program,
            role_title=progress.policy.usual_title,
            county=application.county,
            state=application.state,
            policy_version=application.version,
            submitted_on=application.submitted_on,
            next_step=next_step(progress, today),
            missing=[MissingView.of(item) for item in missing(progress, today)],
            still_due=progress.still_due if application.goes_on else {},
            screening=_screening(progress),
            trainings=_trainings(progress),
            ready_on=progress.ready_on,
            opened_checks=progress.opened,
            employment=application.employment,
            employer=application.employer,
            hired_on=application.hired_on,
            closed_on=application.closed_on,
        )


def _screening(progress: Progress) -> list[DecidedStep]:
    """In the program's order."""
    made = (progress.decisions.get(each.step) for each in progress.policy.screening.steps)
    return [
        DecidedStep(
            step=m.step,
            decision=m.decision,
            decided_on=m.decided_on,
            modality=m.modality,
            qualifications=list(m.qualifications),
        )
        for m in made
        if m is not None
    ]


def _trainings(progress: Progress) -> list[CompletedTraining]:
    """By day."""
    done = sorted(progress.trainings, key=lambda each: (each.completed_on, each.training))
    return [
        CompletedTraining(training=d.training, completed_on=d.completed_on, hours=d.hours, modality=d.modality)
        for d in done
    ]
