"""Applications: submitted by the candidate or a coordinator, read with what is still missing, withdrawn."""

from uuid import UUID

from pydantic import BaseModel

from peerbridge.errors import NotVisible
from peerbridge.events.fields import County, SlugId
from peerbridge.identity import CANDIDATE, COORDINATOR, PARTNER, PROGRAM_ADMIN
from peerbridge.web import Api, Body, Work, refusals
from recruitment.api.applications_views import ApplicationView
from recruitment.api.pages import Limit
from recruitment.domain.applications import ApplicationState
from recruitment.domain.applications_errors import (
    ApplicationClosed,
    ApplicationOpen,
    CandidateNotReady,
    CandidateOptedOutForGood,
    CountyNotServed,
)
from recruitment.storage import applications, applications_progress
from recruitment.use_cases.submit_application import submit_application
from recruitment.use_cases.withdraw_application import withdraw_application

__all__ = ["router"]

router = Api(tags=["applications"])
STAFF = (COORDINATOR, PROGRAM_ADMIN)
OWN = (CANDIDATE, PARTNER, *STAFF)
NOT_READY = refusals(NotVisible, CandidateOptedOutForGood, CandidateNotReady, CountyNotServed, ApplicationOpen)


class NewApplication(Body):
    """Who applies to which program."""

    person: UUID
    program: SlugId


class ApplicationsView(BaseModel):
    """A page of applications; `next`, where there may be more, is what to ask `after`."""

    items: list[ApplicationView]
    next: UUID | None


@router.post("/v1/applications", roles=OWN, responses=NOT_READY, status_code=201)
async def submit(body: NewApplication, work: Work) -> ApplicationView:
    """Apply to a program: the candidate themself, or a coordinator for them."""
    return ApplicationView.of(work, await submit_application(work, body.person, body.program))


@router.get("/v1/applications", roles=OWN)
async def applications_listed(
    work: Work,
    *,
    county: County | None = None,
    program: SlugId | None = None,
    person: UUID | None = None,
    state: ApplicationState | None = None,
    after: UUID | None = None,
    limit: Limit = 100,
) -> ApplicationsView:
    """Applications, the oldest first."""
    filters = {"county": county, "program": program, "person": person, "state": state}
    found = await applications.listed(work, filters, after, limit)
    for each in found:
        work.audit(action="read", what="application", subject=each.person, county=each.county)
    items = [ApplicationView.of(work, progress) for progress in await applications_progress.of(work, found)]
    return ApplicationsView(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/v1/applications/{application}", roles=OWN, responses=refusals(NotVisible))
async def shown(application: UUID, work: Work) -> ApplicationView:
    """One application, with what is still missing for the next step and for certification."""
    found = await applications.load(work, application)
    work.audit(action="read", what="application", subject=found.person, county=found.county)
    return ApplicationView.of(work, await applications_progress.one(work, found))


@router.post("/v1/applications/{application}/withdrawal", roles=OWN, responses=refusals(NotVisible, ApplicationClosed))
async def withdraw(application: UUID, work: Work) -> ApplicationView:
    """Take an application back."""
    return ApplicationView.of(work, await withdraw_application(work, application))
