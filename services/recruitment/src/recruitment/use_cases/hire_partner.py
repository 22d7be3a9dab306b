"""An applicant is hired, as the program employs and while it has a place."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import EmploymentModel, PartnerHired
from peerbridge.events.policy import Policy
from peerbridge.events.policy_selection import Employer
from recruitment.domain.applications_progress import Progress
from recruitment.domain.checklist import check_gate, waits
from recruitment.domain.hiring import check_place, hire
from recruitment.storage import (
    applications,
    applications_places,
    applications_policies,
    applications_progress,
    checklists,
)

__all__ = ["hire_partner"]


async def hire_partner(
    work: UnitOfWork,
    application: UUID,
    employment: EmploymentModel,
    hired_on: date | None = None,
    employer: Employer | None = None,
) -> Progress:
    """Hire an applicant, today unless another day is said (P09-P16, P22).

    Cap and checklist are those of the policy in force today. Raises: NotVisible, HeadcountReached, NotReadyForPartners,
    and as `hire`.
    """
    before = await applications_progress.lock(work, application)
    today = work.today(before.application.zone)
    after = hire(before, employment, hired_on or today, today, employer)
    current = await applications_policies.in_force(work, after.program, today)
    policy = current[1] if current is not None else before.policy
    await _check_ready(work, policy, after.county)
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


async def _check_ready(work: UnitOfWork, policy: Policy, county: str) -> None:
    """The first hire in a county waits for its checklist where the policy says so (P65). Raises: NotReadyForPartners."""
    if waits(policy, "first_hire") and not await checklists.hired_before(work, policy.program, county):
        confirmed = {each.element for each in await checklists.confirmed(work, policy.program, county)}
        check_gate(policy, county, "first_hire", confirmed)
