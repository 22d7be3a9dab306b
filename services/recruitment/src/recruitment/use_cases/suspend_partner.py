"""A partner takes no new matches for now."""

from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.certification import SuspensionReason
from recruitment.domain.certification import Certification
from recruitment.domain.partners import suspend
from recruitment.storage import certifications, partners

__all__ = ["suspend_partner"]


async def suspend_partner(work: UnitOfWork, person: UUID, program: str, reason: SuspensionReason) -> Certification:
    """Suspend a partner from today on. Raises: NotVisible, NotActive, AlreadySuspended."""
    before, _ = await partners.lock(work, person, program)
    after, news = suspend(before, reason, work.today(before.zone))
    await certifications.store(work, [after])
    work.announce(*news, county=after.county, shared_with=after.shared_with)
    return after
