"""A partner leaves the program; the place in the headcount is free again."""

from dataclasses import replace
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from recruitment.domain.applications import ApplicationState
from recruitment.domain.certification import Certification
from recruitment.domain.partners import leave
from recruitment.storage import applications, applications_places, applications_standing, certifications, partners

__all__ = ["record_departure"]


async def record_departure(work: UnitOfWork, person: UUID, program: str) -> Certification:
    """End a partnership today. Raises: NotVisible, NotActive."""
    before, progress = await partners.lock(work, person, program)
    today = work.today(before.zone)
    after, news = leave(before, today)
    application = replace(progress.application, state=ApplicationState.LEFT, closed_on=today)
    await certifications.store(work, [after])
    await applications.store(work, application)
    await applications_standing.mark(work, application, applied=False)
    await applications_places.free(work, application)
    work.announce(*news, county=after.county, shared_with=after.shared_with)
    return after
