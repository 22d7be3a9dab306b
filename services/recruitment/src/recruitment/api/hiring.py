"""Hiring, as the program employs (P09-P16)."""

from datetime import date
from uuid import UUID

from peerbridge.errors import NotVisible
from peerbridge.events.candidates import EmploymentModel
from peerbridge.events.policy_selection import Employer
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN
from peerbridge.web import Api, Body, Work, refusals
from recruitment.api.applications_views import ApplicationView
from recruitment.domain.applications_errors import (
    ApplicationClosed,
    DateOutOfBounds,
    EmploymentDiffers,
    HeadcountReached,
    StepsMissing,
)
from recruitment.domain.practice_errors import EmployerDiffers, NotReadyForPartners
from recruitment.use_cases.hire_partner import hire_partner

__all__ = ["router"]

router = Api(tags=["hiring"])
REFUSED = refusals(
    NotVisible, ApplicationClosed, StepsMissing, DateOutOfBounds, EmploymentDiffers, EmployerDiffers, HeadcountReached,
    NotReadyForPartners,
)  # fmt: skip


class HireBody(Body):
    """How, by whom, and since when; today unless `hired_on` says another day. `employer`: where there are several routes (P16)."""

    employment: EmploymentModel
    employer: Employer | None = None
    hired_on: date | None = None


@router.post("/v1/applications/{application}/hire", roles=(COORDINATOR, PROGRAM_ADMIN), responses=REFUSED)
async def hire(application: UUID, body: HireBody, work: Work) -> ApplicationView:
    """Hire an applicant whose screening and checks are done."""
    hired = await hire_partner(work, application, body.employment, body.hired_on, body.employer)
    return ApplicationView.of(work, hired)
