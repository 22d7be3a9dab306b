"""A partner's career: what was reached and given, a further step, a further benefit; by the policy in force that day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.events.certification import Career, CareerStepReached
from peerbridge.events.policy import Policy
from recruitment.domain.careers import Reached, Used, check_use, reach
from recruitment.domain.certification import Certification
from recruitment.storage import applications_policies, careers, certifications, partners

__all__ = ["PartnersCareer", "careers_of", "give_benefit", "take_career_step"]


@dataclass(frozen=True, slots=True)
class PartnersCareer:
    """What a partner has reached and was given, and the policy that says what there is."""

    certification: Certification
    policy: Policy
    reached: Sequence[Reached]
    used: Sequence[Used]
    today: date


async def careers_of(work: UnitOfWork, person: UUID) -> list[PartnersCareer]:
    """A visible partner's careers, one for each program. Raises: NotVisible."""
    latest = {each.program: each for each in await certifications.of_person(work, person)}
    if not latest:
        raise NotVisible
    return [await _career(work, latest[program]) for program in sorted(latest)]


async def take_career_step(
    work: UnitOfWork, person: UUID, program: str, career: Career, step: str, reached_on: date | None
) -> PartnersCareer:
    """Record a step, of today unless another day is said (P40, P41). Raises: NotVisible, and as `reach`."""
    partner, _ = await partners.lock(work, person, program)
    before = await _career(work, partner)
    made = Reached(career, step, reached_on or before.today)
    reach(before.policy, partner, before.reached, made, before.today)
    await careers.store_reached(work, partner, made)
    news = CareerStepReached(partner=person, program=program, career=career, step=step, reached_on=made.reached_on)
    work.announce(news, county=partner.county, shared_with=partner.shared_with)
    return replace(before, reached=[*before.reached, made])


async def give_benefit(
    work: UnitOfWork, person: UUID, program: str, benefit: str, amount: float, used_on: date | None
) -> PartnersCareer:
    """Record a benefit, of today unless another day is said (P39, P40). Raises: NotVisible, and as `check_use`."""
    partner, _ = await partners.lock(work, person, program)
    before = await _career(work, partner)
    made = Used(benefit, amount, used_on or before.today)
    check_use(before.policy, partner, before.used, made, before.today)
    await careers.store_used(work, partner, made)
    return replace(before, used=[*before.used, made])


async def _career(work: UnitOfWork, partner: Certification) -> PartnersCareer:
    today = work.today(partner.zone)
    policy = await applications_policies.in_force(work, partner.program, today)
    if policy is None:
        raise NotVisible
    reached, used = await careers.reached(work, partner), await careers.used(work, partner)
    return PartnersCareer(partner, policy[1], reached, used, today)
