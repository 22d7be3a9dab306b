"""Partners: listed with their certification; suspended, taken back, renewed, and leaving."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from peerbridge.errors import NotVisible
from peerbridge.events.fields import County, SlugId
from peerbridge.identity import COORDINATOR, PARTNER, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.web import Api, Body, Work, refusals
from recruitment.api.pages import Limit
from recruitment.api.partners_views import PartnerView, shown
from recruitment.domain.applications_errors import (
    AlreadySuspended,
    DateOutOfBounds,
    HoursImpossible,
    NotActive,
    NotSuspended,
    RenewalTooEarly,
    StepsMissing,
)
from recruitment.domain.certification_education import Education
from recruitment.storage import certifications, role_titles
from recruitment.use_cases.record_departure import record_departure
from recruitment.use_cases.reinstate_partner import reinstate_partner
from recruitment.use_cases.renew_certification import renew_certification
from recruitment.use_cases.suspend_partner import suspend_partner

__all__ = ["router"]

router = Api(tags=["partners"])
STAFF = (COORDINATOR, PROGRAM_ADMIN)
COUNTED = (COORDINATOR, PROGRAM_ADMIN, SUPERVISOR, STATE_OFFICER)
READERS = (*COUNTED, PARTNER)
MOST_ENTRIES = 500
NOT_RENEWED = refusals(NotVisible, NotActive, RenewalTooEarly, StepsMissing, DateOutOfBounds, HoursImpossible)


class InProgram(Body):
    """Which of a partner's programs is meant."""

    program: SlugId


class SuspensionBody(InProgram):
    """Why a partner is suspended; overdue trainings and expired checks suspend by themselves."""

    reason: Literal["conduct_review", "own_wish"]


class EducationBody(Body):
    """Hours of one day of continuing education on a topic."""

    completed_on: date
    hours: float
    topic: SlugId = "continuing-education"


class RenewalBody(InProgram):
    """Continuing education that is not recorded yet; none where the program asks for none."""

    education: list[EducationBody] = Field(default_factory=list, max_length=MOST_ENTRIES)


class PartnersView(BaseModel):
    """A page of partners; `next`, where there may be more, is what to ask `after`."""

    items: list[PartnerView]
    next: UUID | None


@router.get("/v1/partners", roles=READERS)
async def partners_listed(
    work: Work,
    *,
    county: County | None = None,
    program: SlugId | None = None,
    person: UUID | None = None,
    state: Literal["certified", "suspended", "lapsed", "left"] | None = None,
    at_home: bool = False,
    after: UUID | None = None,
    limit: Limit = 100,
) -> PartnersView:
    """Partners, the oldest application first. `person`: one partner's certifications.

    `at_home`: those whom families are compared with, certified and at home in the counties, suspended ones too.
    """
    found = await certifications.listed(
        work, county=county, program=program, person=person, state=state, at_home=at_home, after=after, limit=limit
    )
    for each in found:
        work.audit(action="read", what="partner", subject=each.person, county=each.county)
    titles = await role_titles.of_programs(work, {each.program for each in found})
    items = [PartnerView.of(each, titles) for each in found]
    return PartnersView(items=items, next=items[-1].application if len(items) == limit else None)


@router.post(
    "/v1/partners/{person}/suspension", roles=STAFF, responses=refusals(NotVisible, NotActive, AlreadySuspended)
)
async def suspend(person: UUID, body: SuspensionBody, work: Work) -> PartnerView:
    """No new matches for now."""
    return await shown(work, await suspend_partner(work, person, body.program, body.reason))


@router.post(
    "/v1/partners/{person}/reinstatement",
    roles=STAFF,
    responses=refusals(NotVisible, NotActive, NotSuspended, StepsMissing),
)
async def reinstate(person: UUID, body: InProgram, work: Work) -> PartnerView:
    """The suspension is over; not while a training is overdue or a check has expired."""
    return await shown(work, await reinstate_partner(work, person, body.program))


@router.post("/v1/partners/{person}/departure", roles=STAFF, responses=refusals(NotVisible, NotActive))
async def leave(person: UUID, body: InProgram, work: Work) -> PartnerView:
    """The partner leaves the program; they may apply again."""
    return await shown(work, await record_departure(work, person, body.program))


@router.post("/v1/partners/{person}/renewal", roles=STAFF, responses=NOT_RENEWED)
async def renew(person: UUID, body: RenewalBody, work: Work) -> PartnerView:
    """Renew a certification near its end, by continuing education (P33, P34) and valid checks."""
    education = [Education(each.completed_on, each.hours, each.topic) for each in body.education]
    return await shown(work, await renew_certification(work, person, body.program, education))
