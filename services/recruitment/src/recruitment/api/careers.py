"""Careers: a ladder's and a pathway's steps, and benefits with what is left of them (P39-P42)."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from peerbridge.errors import NotVisible
from peerbridge.events.certification import Career
from peerbridge.events.fields import SlugId
from peerbridge.events.policy_growth import BenefitKind
from peerbridge.identity import COORDINATOR, PARTNER, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.web import Api, Body, Work, refusals
from recruitment.domain.applications_errors import (
    BenefitUsedUp,
    CareerStepsFirst,
    CareerStepTaken,
    DateOutOfBounds,
    NotActive,
    UnknownToProgram,
)
from recruitment.domain.careers import left_of, steps_of
from recruitment.use_cases.careers import PartnersCareer, careers_of, give_benefit, take_career_step

__all__ = ["router"]

router = Api(tags=["careers"])
STAFF = (COORDINATOR, PROGRAM_ADMIN)
READERS = (COORDINATOR, PROGRAM_ADMIN, SUPERVISOR, STATE_OFFICER, PARTNER)
STEP_REFUSED = refusals(NotVisible, NotActive, UnknownToProgram, CareerStepTaken, CareerStepsFirst, DateOutOfBounds)
BENEFIT_REFUSED = refusals(NotVisible, NotActive, UnknownToProgram, BenefitUsedUp, DateOutOfBounds)
CAREERS: tuple[Career, ...] = ("ladder", "pathway")
Amount = Annotated[float, Field(gt=0, le=1_000_000)]


class StepBody(Body):
    """A step that was reached, today unless `reached_on` says another day."""

    program: SlugId
    career: Career
    step: SlugId
    reached_on: date | None = None


class BenefitBody(Body):
    """How much of a benefit was given, in the policy's unit, today unless `used_on` says another day."""

    program: SlugId
    benefit: BenefitKind
    amount: Amount = 1
    used_on: date | None = None


class StepView(BaseModel):
    """A step of a career; `reached_on`: None while it is still to come."""

    career: Career
    step: str
    name: str
    reached_on: date | None


class BenefitView(BaseModel):
    """A benefit; `left`: in the period of today, None where the programme sets no limit."""

    benefit: str
    name: str
    limit: int | None
    unit: str | None
    per: str | None
    left: float | None


class CareerView(BaseModel):
    """A partner's career in one programme, under the policy in force today."""

    person: UUID
    program: str
    steps: list[StepView]
    benefits: list[BenefitView]

    @classmethod
    def of(cls, career: PartnersCareer) -> Self:
        """The career as it is shown."""
        reached = {(each.career, each.step): each.reached_on for each in career.reached}
        steps = [
            StepView(career=kind, step=each.step, name=each.name, reached_on=reached.get((kind, each.step)))
            for kind in CAREERS
            for each in steps_of(career.policy, kind)
        ]
        benefits = [
            BenefitView(**each.model_dump(), left=left_of(each, career.used, career.today))
            for each in career.policy.benefits
        ]
        certification = career.certification
        return cls(person=certification.person, program=certification.program, steps=steps, benefits=benefits)


@router.get("/v1/partners/{person}/career", roles=READERS, responses=refusals(NotVisible))
async def read_careers(person: UUID, work: Work) -> list[CareerView]:
    """Which steps a partner has reached, and what is left of each benefit, in each of their programmes."""
    found = await careers_of(work, person)
    for county in sorted({each.certification.county for each in found}):
        work.audit(action="read", what="career", subject=person, county=county)
    return [CareerView.of(each) for each in found]


@router.post("/v1/partners/{person}/career", roles=STAFF, responses=STEP_REFUSED, status_code=201)
async def record_step(person: UUID, body: StepBody, work: Work) -> CareerView:
    """Record a step of the ladder or pathway, each after those below it."""
    return CareerView.of(await take_career_step(work, person, body.program, body.career, body.step, body.reached_on))


@router.post("/v1/partners/{person}/benefits", roles=STAFF, responses=BENEFIT_REFUSED, status_code=201)
async def record_benefit(person: UUID, body: BenefitBody, work: Work) -> CareerView:
    """Record what a partner was given of a benefit, within its limit."""
    return CareerView.of(await give_benefit(work, person, body.program, body.benefit, body.amount, body.used_on))
