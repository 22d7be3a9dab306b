"""A training is complete: it counts towards certification, or ends a suspension for overdue ones."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import TrainingCompleted
from recruitment.domain.applications_progress import Progress, TrainingDone
from recruitment.domain.certification_dates import with_progress
from recruitment.domain.modalities import Modality, held, of_training
from recruitment.domain.trainings import complete_training
from recruitment.storage import applications_progress, certifications, trainings

__all__ = ["add_training", "record_training"]


async def record_training(
    work: UnitOfWork,
    application: UUID,
    *,
    training: str,
    hours: float,
    completed_on: date | None = None,
    started_on: date | None = None,
    modality: Modality | None = None,
) -> Progress:
    """Record a training, completed today unless another day is said (P26-P32, P35).

    Raises: NotVisible, and as `complete_training`.
    """
    before = await applications_progress.lock(work, application)
    today = work.today(before.application.zone)
    how = held(training, modality, of_training(before.policy, training))
    return await add_training(work, before, TrainingDone(training, completed_on or today, hours, started_on, how))


async def add_training(work: UnitOfWork, before: Progress, done: TrainingDone) -> Progress:
    """Add a training to the progress of a locked application. Raises: as `complete_training`, before anything is kept."""
    today = work.today(before.application.zone)
    complete_training(before, done, today)
    after = replace(before, trainings=(*before.trainings, done))
    await trainings.store(work, after.application, done)
    news = TrainingCompleted(
        person=after.application.person,
        program=after.application.program,
        training=done.training,
        completed_on=done.completed_on,
        hours=done.hours,
    )
    work.announce(news, county=after.application.county)
    await _reinstate(work, after, today)
    return after


async def _reinstate(work: UnitOfWork, progress: Progress, today: date) -> None:
    """What the training means for a partner who is certified already (P26)."""
    certification = await certifications.find(work, progress.application.id)
    if certification is not None:
        certification, news = with_progress(certification, progress, today)
        await certifications.store(work, [certification])
        work.announce(*news, county=certification.county, shared_with=certification.shared_with)
