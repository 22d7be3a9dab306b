"""An applicant takes the application back."""

from dataclasses import replace
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import ApplicationWithdrawn
from recruitment.domain.applications import withdraw
from recruitment.domain.applications_progress import Progress
from recruitment.storage import applications, applications_progress
from recruitment.use_cases.release_candidate import release_candidate

__all__ = ["withdraw_application"]


async def withdraw_application(work: UnitOfWork, application: UUID) -> Progress:
    """End an application by the applicant's wish. Raises: NotVisible, ApplicationClosed."""
    before = await applications_progress.lock(work, application)
    after = withdraw(before.application, work.today(before.application.zone))
    await applications.store(work, after)
    await release_candidate(work, after)
    news = ApplicationWithdrawn(person=after.person, application=after.id, program=after.program)
    work.announce(news, county=after.county)
    return replace(before, application=after)
