"""A partner leaves the program."""

from dataclasses import replace
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from recruitment.domain.applications import ApplicationState
from recruitment.domain.certification import Certification
from recruitment.domain.partners import leave
from recruitment.storage import applications, certifications, partners
from recruitment.use_cases.release_candidate import release_candidate

__all__ = ["record_departure"]


async def record_departure(work: UnitOfWork, person: UUID, program: str) -> Certification:
    """End a partnership today. Raises: NotVisible, NotActive."""
    before, progress = await partners.lock(work, person, program)
    today = work.today(before.zone)
    after, news = leave(before, today)
    application = replace(progress.application, state=ApplicationState.LEFT, closed_on=today)
    await certifications.store(work, [after])
    await applications.store(work, application)
    await release_candidate(work, application)
    work.announce(*news, county=after.county, shared_with=after.shared_with)
    return after
