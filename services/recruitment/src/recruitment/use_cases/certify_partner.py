"""Every requirement is met: the applicant becomes a partner from today on."""

from dataclasses import replace
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BeyondCounties
from recruitment.domain.applications import ApplicationState
from recruitment.domain.certification import Certification, Terms, certify, granted
from recruitment.domain.certification_dates import as_days_pass
from recruitment.storage import applications, applications_progress, certifications

__all__ = ["certify_partner"]


async def certify_partner(work: UnitOfWork, application: UUID, terms: Terms) -> Certification:
    """Certify a partner, in the caller's counties only; an end that is near is announced at once.

    Raises: NotVisible, BeyondCounties, and as `certify`.
    """
    before = await applications_progress.lock(work, application)
    today = work.today(before.application.zone)
    fresh = certify(before, terms, today, await certifications.find(work, application))
    if set(fresh.counties) - set(work.scope.counties):
        raise BeyondCounties
    certification, soon = as_days_pass(fresh, today)
    await applications.store(work, replace(before.application, state=ApplicationState.CERTIFIED))
    await certifications.store(work, [certification])
    work.announce(granted(certification), *soon, county=certification.county, shared_with=certification.shared_with)
    return certification
