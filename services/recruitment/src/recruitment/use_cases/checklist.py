"""A person confirms that an organisation is ready for partners, element by element, or takes that back (P65)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BeyondCounties, NotVisible
from peerbridge.events.policy import Policy
from recruitment.domain.checklist import Confirmation, check_confirmation
from recruitment.storage import applications_policies, checklists, programs

__all__ = ["Checklist", "checklists_of", "confirm_element", "retract_element"]


@dataclass(frozen=True, slots=True)
class Checklist:
    """The checklist of a county, as the policy in force has it, and what of it was confirmed."""

    county: str
    policy: Policy
    confirmed: Sequence[Confirmation]


async def confirm_element(
    work: UnitOfWork, program: str, county: str, element: str, *, on: date | None, by: str
) -> Checklist:
    """Confirm an element, of today unless another day is said; the last word takes the place of an earlier one.

    Raises: BeyondCounties, CountyNotServed, UnknownToProgram, DateOutOfBounds.
    """
    if county not in work.scope.counties:
        raise BeyondCounties
    here = await applications_policies.serving(work, program, county)
    made = Confirmation(element, on or here.today, by)
    check_confirmation(here.policy, county, made, here.today)
    await checklists.store(work, program, county, made)
    return Checklist(county, here.policy, await checklists.confirmed(work, program, county))


async def retract_element(work: UnitOfWork, program: str, county: str, element: str) -> Checklist:
    """Take a confirmation back. Raises: NotVisible (nobody confirmed it), CountyNotServed."""
    if not await checklists.retract(work, program, county, element):
        raise NotVisible
    here = await applications_policies.serving(work, program, county)
    return Checklist(county, here.policy, await checklists.confirmed(work, program, county))


async def checklists_of(work: UnitOfWork, program: str, county: str | None) -> list[Checklist]:
    """The checklist of each county of the caller's that the program serves today."""
    found = []
    for each in sorted(work.scope.chosen(county)):
        if program in await programs.of_county(work, each):
            here = await applications_policies.serving(work, program, each)
            found.append(Checklist(each, here.policy, await checklists.confirmed(work, program, each)))
    return found
