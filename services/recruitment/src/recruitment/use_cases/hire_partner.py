"""An applicant is hired, as the program employs and while it has a place."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import EmploymentModel, PartnerHired
from recruitment.domain.applications_progress import Progress
from recruitment.domain.hiring import check_place, hire
from recruitment.storage import applications, applications_places, applications_policies, applications_progress

__all__ = ["hire_partner"]


async def hire_partner(
    work: UnitOfWork, application: UUID, employment: EmploymentModel, hired_on: date | None = None
) -> Progress:
    """Hire an applicant, today unless another day is said; the cap is that of the policy in force today (P09-P15, P22).

    Raises: NotVisible, HeadcountReached, and as `hire`.
    """
    before = await applications_progress.lock(work, application)
    today = work.today(before.application.zone)
    after = hire(before, employment, hired_on or today, today)
    current = await applications_policies.in_force(work, after.program, today)
    policy = current[1] if current is not None else before.policy
    check_place(policy.employment, await applications_places.taken(work, after.program))
    await applications.store(work, after)
    await applications_places.take(work, after)
    news = PartnerHired(
        person=after.person,
        application=after.id,
        program=after.program,
        employment=employment,
        hired_on=hired_on or today,
    )
    work.announce(news, county=after.county)
    return replace(before, application=after)
