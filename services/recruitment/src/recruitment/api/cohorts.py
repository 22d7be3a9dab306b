"""Cohorts: a training held for several at once, meeting by meeting, with the hours of each (P29)."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from peerbridge.errors import BeyondCounties, NotVisible
from peerbridge.events.fields import County, SlugId
from peerbridge.events.policy_selection import Modality
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.web import Api, Body, Work, refusals
from recruitment.api.pages import BEGINNING, AfterId, Limit
from recruitment.domain.applications_errors import (
    ApplicationClosed,
    ApplicationUnknown,
    CohortClosed,
    CohortElsewhere,
    CountyNotServed,
    DateOutOfBounds,
    HoursImpossible,
    MemberAlready,
    NotMembers,
    SessionAlready,
    TrainingAlreadyCompleted,
    UnknownToProgram,
)
from recruitment.domain.cohorts import Session
from recruitment.domain.practice_errors import ModalityDiffers
from recruitment.storage import cohorts
from recruitment.use_cases.cohorts import Run, close_cohort, enrol_member, hold_session, plan_cohort, run_of

__all__ = ["router"]

router = Api(tags=["cohorts"])
STAFF = (COORDINATOR, PROGRAM_ADMIN)
READERS = (COORDINATOR, PROGRAM_ADMIN, SUPERVISOR, STATE_OFFICER)
LARGEST = 200
PLANNED = refusals(CountyNotServed, UnknownToProgram, DateOutOfBounds, ModalityDiffers)
ENROLLED = refusals(
    NotVisible,
    ApplicationUnknown,
    CohortClosed,
    ApplicationClosed,
    CohortElsewhere,
    UnknownToProgram,
    TrainingAlreadyCompleted,
    MemberAlready,
)
HELD = refusals(NotVisible, CohortClosed, DateOutOfBounds, SessionAlready, HoursImpossible, NotMembers)
Hours = Annotated[float, Field(gt=0, le=24)]


class CohortBody(Body):
    """A run of a training of a programme, in a county of the caller's; in person or virtual as the programme has it (P66)."""

    program: SlugId
    training: SlugId
    county: County
    starts_on: date
    modality: Modality | None = None


class MemberBody(Body):
    """Whose application or partnership joins."""

    application: UUID


class SessionBody(Body):
    """A meeting: the day, its hours, and the applications of those who were there."""

    on: date
    hours: Hours
    attended: list[UUID] = Field(default_factory=list, max_length=LARGEST)


class MemberView(BaseModel):
    """A member, and what they attended so far, from their first meeting to their last.

    `counted_on`: the day as of which the training counts; else `rule` and `reason` say what stands against it. Neither is told of
    an application that the caller does not see, nor while meetings are entered: read the cohort.
    """

    application: UUID
    person: UUID | None
    hours: float
    meetings: int
    first_on: date | None
    last_on: date | None
    counted_on: date | None
    rule: str | None = None
    reason: str | None = None


class SessionView(BaseModel):
    """A meeting."""

    on: date
    hours: float
    attended: list[UUID]


class CohortView(BaseModel):
    """A cohort with its members and meetings."""

    id: UUID
    program: str
    training: str
    county: str
    starts_on: date
    modality: Modality | None
    closed_on: date | None
    members: list[MemberView]
    sessions: list[SessionView]

    @classmethod
    def of(cls, run: Run) -> Self:
        """The cohort as it is shown."""
        cohort = run.cohort
        return cls(
            id=cohort.id,
            program=cohort.program,
            training=cohort.training,
            county=cohort.county,
            starts_on=cohort.starts_on,
            modality=cohort.modality,
            closed_on=cohort.closed_on,
            members=[_member(run, each) for each in run.members],
            sessions=[
                SessionView(on=each.on, hours=each.hours, attended=sorted(each.attended)) for each in run.sessions
            ],
        )


class CohortSummary(BaseModel):
    """A cohort in a list."""

    id: UUID
    program: str
    training: str
    county: str
    starts_on: date
    modality: Modality | None
    closed_on: date | None


class CohortsView(BaseModel):
    """A page of cohorts; `next`, where there may be more, is what to ask `after`."""

    items: list[CohortSummary]
    next: UUID | None


@router.post("/v1/cohorts", roles=STAFF, responses=PLANNED, status_code=201)
async def plan(body: CohortBody, work: Work) -> CohortView:
    """Plan a run of a training."""
    return CohortView.of(await plan_cohort(work, **body.model_dump()))


@router.get("/v1/cohorts", roles=READERS, impersonal=True)
async def cohorts_listed(
    work: Work,
    *,
    county: County | None = None,
    program: SlugId | None = None,
    after: AfterId = BEGINNING,
    limit: Limit = 100,
) -> CohortsView:
    """Cohorts of the caller's counties, the oldest first."""
    found = await cohorts.listed(work, county=county, program=program, after=after, limit=limit)
    items = [CohortSummary(**{name: getattr(each, name) for name in CohortSummary.model_fields}) for each in found]
    return CohortsView(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/v1/cohorts/{cohort}", roles=READERS, responses=refusals(NotVisible))
async def read(cohort: UUID, work: Work) -> CohortView:
    """A cohort with its members and meetings."""
    run = await run_of(work, cohort)
    people = run.people.values()
    work.audit(action="read", what="cohort", subject=cohort, county=run.cohort.county, concerns=people)
    return CohortView.of(run)


@router.post("/v1/cohorts/{cohort}/members", roles=STAFF, responses=ENROLLED, status_code=201)
async def join(cohort: UUID, body: MemberBody, work: Work) -> CohortView:
    """Take an applicant or partner into a cohort."""
    return CohortView.of(await enrol_member(work, cohort, body.application))


@router.post("/v1/cohorts/{cohort}/sessions", roles=STAFF, responses=HELD, status_code=201)
async def meet(cohort: UUID, body: SessionBody, work: Work) -> CohortView:
    """Note a meeting and who was there."""
    return CohortView.of(await hold_session(work, cohort, Session(body.on, body.hours, frozenset(body.attended))))


@router.post(
    "/v1/cohorts/{cohort}/completion", roles=STAFF, responses=refusals(NotVisible, CohortClosed, BeyondCounties)
)
async def complete(cohort: UUID, work: Work) -> CohortView:
    """Close a cohort: every member's training is recorded with the hours attended, or it is said which rule stands against it."""
    return CohortView.of(await close_cohort(work, cohort))


def _member(run: Run, application: UUID) -> MemberView:
    refused, done = run.left.get(application), run.done(application)
    return MemberView(
        application=application,
        person=run.people.get(application),
        hours=done.hours if done else 0,
        meetings=sum(application in each.attended for each in run.sessions),
        first_on=done.first if done else None,
        last_on=done.completed_on if done else None,
        counted_on=run.counted.get(application),
        rule=refused.problem.rpartition(":")[2] if refused else None,
        reason=refused.message if refused else None,
    )
