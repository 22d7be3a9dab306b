"""Background checks: decided by a person, read by few, every reading audited (P22-P24)."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from peerbridge.errors import NotVisible
from peerbridge.events.fields import SlugId
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN
from peerbridge.web import Api, Body, Caller, Work, refusals
from recruitment.api.applications_views import ApplicationView
from recruitment.domain.applications_errors import (
    ApplicationClosed,
    CategoriesNeeded,
    CheckAlreadyDecided,
    DateOutOfBounds,
    DisqualifierDecides,
    LetterNeeded,
    StepsMissing,
    UnknownToProgram,
    ValidityTooLong,
)
from recruitment.domain.checks import Outcome
from recruitment.domain.practice_errors import CheckOpenAlready, CheckStillHolds
from recruitment.storage import applications, checks
from recruitment.storage.checks import Letter
from recruitment.storage.pipeline_tables import BackgroundCheckRow
from recruitment.use_cases.decide_background_check import Found, decide_background_check, open_background_check

__all__ = ["router"]

router = Api(tags=["background checks"])
STAFF = (COORDINATOR, PROGRAM_ADMIN)
MOST_CATEGORIES = 20
REFUSED = refusals(
    NotVisible, ApplicationClosed, StepsMissing, UnknownToProgram, DateOutOfBounds, CheckAlreadyDecided,
    CategoriesNeeded, DisqualifierDecides, LetterNeeded, ValidityTooLong, CheckStillHolds,
)  # fmt: skip

OPENED = refusals(
    NotVisible, ApplicationClosed, StepsMissing, UnknownToProgram, DateOutOfBounds, CheckOpenAlready, CheckStillHolds
)


class CheckBody(Body):
    """A decision about a check: `categories` of what was found, the candidate's `letter` or that there will be none."""

    check: SlugId
    outcome: Outcome
    decided_on: date | None = None
    valid_until: date | None = None
    categories: list[SlugId] = Field(default_factory=list, max_length=MOST_CATEGORIES)
    letter: Annotated[str, Field(min_length=1)] | None = None
    letter_declined: bool = False

    def found(self) -> Found:
        """What is said of the check."""
        return Found(self.check, self.outcome, self.decided_on, self.valid_until, tuple(sorted(set(self.categories))))


class OpeningBody(Body):
    """A check that was asked for, today unless `opened_on` says another day."""

    check: SlugId
    opened_on: date | None = None


class CheckView(BaseModel):
    """Restricted: one decision about a check."""

    check: str
    outcome: Outcome
    decided_on: date
    valid_until: date | None
    categories: list[str]
    letter: str | None
    letter_declined: bool
    decided_by: str

    @classmethod
    def of(cls, row: BackgroundCheckRow) -> Self:
        """The decision as it is shown."""
        return cls.model_validate({**row.model_dump(), "check": row.check_id})


@router.post("/v1/applications/{application}/background-checks", roles=STAFF, responses=REFUSED, status_code=201)
async def decide(application: UUID, body: CheckBody, work: Work, caller: Caller) -> ApplicationView:
    """Record a decision about a check; disqualified ends the application, or suspends a partner."""
    letter = Letter(text=body.letter, declined=body.letter_declined, decided_by=caller.subject)
    return ApplicationView.of(work, await decide_background_check(work, application, body.found(), letter))


@router.post("/v1/applications/{application}/background-check-openings", roles=STAFF, responses=OPENED, status_code=201)
async def ask_for(application: UUID, body: OpeningBody, work: Work, caller: Caller) -> ApplicationView:
    """Note that a check was asked for: the first of its kind, or a renewal while the older one still holds."""
    opened = await open_background_check(work, application, body.check, body.opened_on, caller.subject)
    return ApplicationView.of(work, opened)


@router.get("/v1/applications/{application}/background-checks", roles=STAFF, responses=refusals(NotVisible))
async def checks_listed(application: UUID, work: Work) -> list[CheckView]:
    """All decisions about an application's checks, the oldest first. Restricted; every reading is audited."""
    found = await applications.load(work, application)
    work.audit(action="read", what="background checks", subject=found.person, county=found.county)
    return [CheckView.of(row) for row in await checks.of_application(work, application)]
