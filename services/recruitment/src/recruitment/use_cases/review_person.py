"""A person known in several counties is decided under the scope of them all."""

from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.jobs import Job
from recruitment.storage import people
from recruitment.use_cases.decide_people import decide_people

__all__ = ["review_person"]


async def review_person(work: UnitOfWork, job: Job) -> str:
    """The whole of the job: there is one person in it."""
    await decide_people(work, await people.lock(work, people=[UUID(job.subject)]))
    return ""
