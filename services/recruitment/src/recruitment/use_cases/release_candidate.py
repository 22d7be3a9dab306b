"""An application is over: the place in the headcount is free, and the pool decides on the person again."""

from peerbridge.database.work import UnitOfWork
from peerbridge.jobs import start_job
from recruitment.domain.applications import Application
from recruitment.storage import applications_places, applications_standing, people
from recruitment.use_cases.decide_people import REVIEW_PERSON

__all__ = ["release_candidate"]


async def release_candidate(work: UnitOfWork, application: Application) -> None:
    """Give the person back to the pool, which left them alone meanwhile and may have missed that a case was reopened."""
    await applications_places.free(work, application)
    await applications_standing.mark(work, application, applied=False)
    for known in await people.lock(work, people=[application.person]):
        await start_job(work, REVIEW_PERSON, str(known.person), tuple(known.counties))
