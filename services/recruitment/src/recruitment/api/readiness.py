"""Readiness: two ratings of the same skills, and a plan (P36)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from peerbridge.errors import NotVisible
from peerbridge.events.fields import SlugId
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN
from peerbridge.web import Api, Body, Work, refusals
from recruitment.api.applications_views import ApplicationView
from recruitment.domain.applications_errors import (
    ApplicationClosed,
    DateOutOfBounds,
    ReadinessAlreadyAgreed,
    ReadinessNotAsked,
    SkillsDiffer,
    StepsMissing,
)
from recruitment.use_cases.record_readiness import record_readiness

__all__ = ["router"]

router = Api(tags=["readiness"])
LOWEST, HIGHEST, MOST_SKILLS = 1, 5, 50
REFUSED = refusals(
    NotVisible,
    ApplicationClosed,
    StepsMissing,
    ReadinessNotAsked,
    SkillsDiffer,
    DateOutOfBounds,
    ReadinessAlreadyAgreed,
)
Ratings = Annotated[dict[SlugId, Annotated[int, Field(ge=LOWEST, le=HIGHEST)]], Field(max_length=MOST_SKILLS)]


class ReadinessBody(Body):
    """Ratings from 1 to 5 by skill, of both, and what they agreed to work on."""

    partner: Ratings
    coordinator: Ratings
    plan: Annotated[str, Field(min_length=1)]
    agreed_on: date | None = None


@router.post(
    "/v1/applications/{application}/readiness",
    roles=(COORDINATOR, PROGRAM_ADMIN),
    responses=REFUSED,
    status_code=201,
)
async def agree(application: UUID, body: ReadinessBody, work: Work) -> ApplicationView:
    """Record that partner and coordinator agree."""
    progress = await record_readiness(
        work,
        application,
        partner=body.partner,
        coordinator=body.coordinator,
        plan=body.plan,
        agreed_on=body.agreed_on,
    )
    return ApplicationView.of(work, progress)
