"""A suspension is over."""

from uuid import UUID

from peerbridge.database.work import UnitOfWork
from recruitment.domain.certification import Certification
from recruitment.domain.partners import reinstate
from recruitment.storage import certifications, partners

__all__ = ["reinstate_partner"]


async def reinstate_partner(work: UnitOfWork, person: UUID, program: str) -> Certification:
    """Take a suspension back. Raises: NotVisible, NotActive, NotSuspended, StepsMissing (overdue trainings)."""
    before, progress = await partners.lock(work, person, program)
    after, news = reinstate(before, progress, work.today(before.zone))
    await certifications.store(work, [after])
    work.announce(*news, county=after.county, shared_with=after.shared_with)
    return after
