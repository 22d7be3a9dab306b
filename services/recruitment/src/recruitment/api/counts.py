"""How many candidates, applications and partners stand where: each number is the length of the list beside it."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from peerbridge.events.fields import County, SlugId
from peerbridge.web import Api, Work
from recruitment.api import applications, candidates, partners
from recruitment.domain.applications import ApplicationState
from recruitment.domain.candidates import State
from recruitment.storage import counts

__all__ = ["router"]

router = Api(tags=["counts"])
Program = Annotated[SlugId | None, Query()]


class Standing(BaseModel):
    """Candidates of one state, with or without an application that goes on."""

    state: State
    applied: bool
    count: int


class CandidateCounts(BaseModel):
    """States that nobody is in are left out; `items` is None where there are more than 20,000: ask of a county."""

    items: list[Standing] | None


class ApplicationCounts(BaseModel):
    """State -> applications; what is none is left out; None where there are more than 20,000."""

    states: dict[ApplicationState, int] | None


class PartnerCounts(BaseModel):
    """certified, suspended, lapsed or left -> partners; what is none is left out; None where there are more than 20,000."""

    states: dict[str, int] | None


@router.get("/v1/candidates/counts", roles=candidates.STAFF, impersonal=True)
async def of_candidates(work: Work, county: County | None = None, program: Program = None) -> CandidateCounts:
    """Candidates of the caller's counties by state."""
    found = await counts.candidates(work, work.scope.chosen(county), program)
    if found is None:
        return CandidateCounts(items=None)
    items = [Standing(state=State(state), applied=applied, count=n) for (state, applied), n in sorted(found.items())]
    return CandidateCounts(items=items)


@router.get("/v1/applications/counts", roles=applications.STAFF, impersonal=True)
async def of_applications(work: Work, county: County | None = None, program: Program = None) -> ApplicationCounts:
    """Applications of the caller's counties by state."""
    found = await counts.applications(work, county, program)
    return ApplicationCounts(states=found and {ApplicationState(state): n for state, n in found.items()})


@router.get("/v1/partners/counts", roles=partners.COUNTED, impersonal=True)
async def of_partners(work: Work, county: County | None = None, program: Program = None) -> PartnerCounts:
    """Partners that the caller sees, by state."""
    return PartnerCounts(states=await counts.partners(work, county, program))
