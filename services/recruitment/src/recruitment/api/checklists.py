"""What an organisation has ready before partners come: confirmed by a person, shown with what is missing (P65)."""

from datetime import date
from typing import Annotated, Self

from fastapi import Path
from pydantic import BaseModel

from peerbridge.errors import BeyondCounties, NotVisible
from peerbridge.events.fields import County, SlugId
from peerbridge.events.policy_office import Gate
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.web import Api, Body, Caller, Work, refusals
from recruitment.domain.applications_errors import CountyNotServed, DateOutOfBounds, UnknownToProgram
from recruitment.domain.checklist import elements_missing
from recruitment.use_cases.checklist import Checklist, checklists_of, confirm_element, retract_element

__all__ = ["router"]

router = Api(tags=["readiness checklists"])
STAFF = (COORDINATOR, PROGRAM_ADMIN)
READERS = (COORDINATOR, PROGRAM_ADMIN, SUPERVISOR, STATE_OFFICER)
ELEMENT = "/v1/programs/{program}/readiness-checklists/{county}/{element}"
InCounty = Annotated[County, Path(description="five-digit FIPS")]


class ConfirmationBody(Body):
    """Since when an element is ready; today unless `confirmed_on` says another day."""

    confirmed_on: date | None = None


class ElementView(BaseModel):
    """An element, and who confirmed it for which day; nobody yet where both are None."""

    element: str
    name: str
    confirmed_on: date | None
    confirmed_by: str | None


class ChecklistView(BaseModel):
    """A county's checklist. `required_before`: what waits for it; `missing`: the elements that nobody has confirmed."""

    program: str
    county: str
    required_before: Gate | None
    elements: list[ElementView]
    missing: list[str]

    @classmethod
    def of(cls, found: Checklist) -> Self:
        """The checklist as it is shown, in the policy's order."""
        asked = found.policy.readiness_checklist
        known = {each.element: each for each in found.confirmed}
        elements = [
            ElementView(
                element=each.element,
                name=each.name,
                confirmed_on=known[each.element].confirmed_on if each.element in known else None,
                confirmed_by=known[each.element].confirmed_by if each.element in known else None,
            )
            for each in asked.elements
        ]
        return cls(
            program=found.policy.program,
            county=found.county,
            required_before=asked.required_before,
            elements=elements,
            missing=[each.element for each in elements_missing(found.policy, known)],
        )


@router.get("/v1/programs/{program}/readiness-checklists", roles=READERS, impersonal=True)
async def listed(program: SlugId, work: Work, county: County | None = None) -> list[ChecklistView]:
    """The checklist of each of the caller's counties that the programme serves."""
    return [ChecklistView.of(each) for each in await checklists_of(work, program, county)]


@router.put(
    ELEMENT, roles=STAFF, responses=refusals(BeyondCounties, CountyNotServed, UnknownToProgram, DateOutOfBounds)
)
async def confirm(
    program: SlugId, county: InCounty, element: SlugId, body: ConfirmationBody, work: Work, caller: Caller
) -> ChecklistView:
    """Confirm that an element is ready in a county."""
    told = await confirm_element(work, program, county, element, on=body.confirmed_on, by=caller.subject)
    return ChecklistView.of(told)


@router.delete(ELEMENT, roles=STAFF, responses=refusals(NotVisible, CountyNotServed))
async def retract(program: SlugId, county: InCounty, element: SlugId, work: Work) -> ChecklistView:
    """Take a confirmation back."""
    return ChecklistView.of(await retract_element(work, program, county, element))
