"""A partner: the latest certification in a program, with the progress of the application behind it, both locked."""

from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from recruitment.domain.applications_progress import Progress
from recruitment.domain.certification import Certification
from recruitment.storage import applications_progress, certifications

__all__ = ["lock"]


async def lock(work: UnitOfWork, person: UUID, program: str) -> tuple[Certification, Progress]:
    """A partner's certification and progress, the application locked first as in every step. Raises: NotVisible."""
    application = await certifications.of_partner(work, person, program)
    if application is None:
        raise NotVisible
    progress = await applications_progress.lock(work, application)
    certification = await certifications.find(work, application)
    if certification is None:
        raise NotVisible
    return certification, progress
