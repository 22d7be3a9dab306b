"""Completed trainings, and shadowing in parts (P26-P35)."""

from datetime import date
from uuid import UUID

from peerbridge.errors import NotVisible
from peerbridge.events.fields import SlugId
from peerbridge.events.policy_selection import Modality
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN
from peerbridge.web import Api, Body, Work, refusals
from recruitment.api.applications_views import ApplicationView
from recruitment.domain.applications_errors import (
    ApplicationClosed,
    CourseTooShort,
    DateOutOfBounds,
    HoursImpossible,
    HoursTooFew,
    ShadowingBeyond,
    StepsMissing,
    TrainingAlreadyCompleted,
    UnknownToProgram,
)
from recruitment.domain.practice_errors import ModalityDiffers
from recruitment.use_cases.record_training import record_training

__all__ = ["router"]

router = Api(tags=["trainings"])
REFUSED = refusals(
    NotVisible, ApplicationClosed, StepsMissing, UnknownToProgram, DateOutOfBounds, TrainingAlreadyCompleted,
    HoursImpossible, HoursTooFew, CourseTooShort, ShadowingBeyond, ModalityDiffers,
)  # fmt: skip


class TrainingBody(Body):
    """A training, or `shadowing`. Of more than one day: `started_on` too. Completed today unless said otherwise.

    `modality`: how it was held (P66).
    """

    training: SlugId
    hours: float
    completed_on: date | None = None
    started_on: date | None = None
    modality: Modality | None = None


@router.post(
    "/v1/applications/{application}/trainings",
    roles=(COORDINATOR, PROGRAM_ADMIN),
    responses=REFUSED,
    status_code=201,
)
async def complete(application: UUID, body: TrainingBody, work: Work) -> ApplicationView:
    """Record a completed training; the last overdue one ends a suspension for it."""
    progress = await record_training(
        work,
        application,
        training=body.training,
        hours=body.hours,
        completed_on=body.completed_on,
        started_on=body.started_on,
        modality=body.modality,
    )
    return ApplicationView.of(work, progress)
