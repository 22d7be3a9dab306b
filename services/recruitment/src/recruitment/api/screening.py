"""Steps of screening: decided in the program's order by a panel; who decided, scores and notes are restricted."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from peerbridge.errors import NotVisible
from peerbridge.events.candidates import Decision
from peerbridge.events.fields import SlugId
from peerbridge.events.policy_selection import Modality
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN
from peerbridge.web import Api, Body, Caller, Work, refusals
from recruitment.api.applications_views import ApplicationView
from recruitment.domain.applications_errors import (
    ApplicationClosed,
    DateOutOfBounds,
    PanelLacksLivedExperience,
    PanelNamesApplicant,
    ReasonMissing,
    StepAlreadyDecided,
    StepsMissing,
    UnknownToProgram,
)
from recruitment.domain.applications_progress import Panellist
from recruitment.domain.practice_errors import ModalityDiffers, NotRequired, QualificationNotShown
from recruitment.storage import applications, screening_notes
from recruitment.storage.pipeline_tables import ScreeningNoteRow
from recruitment.storage.screening_notes import Notes, OwnNotes
from recruitment.use_cases.decide_screening_step import Said, decide_screening_step

__all__ = ["router"]

router = Api(tags=["screening"])
STAFF = (COORDINATOR, PROGRAM_ADMIN)
LARGEST_PANEL, MOST_SCORES, BEST, MOST_SHOWN = 20, 50, 100, 20
REFUSED = refusals(
    NotVisible, ApplicationClosed, StepsMissing, StepAlreadyDecided, UnknownToProgram, DateOutOfBounds,
    PanelLacksLivedExperience, PanelNamesApplicant, ReasonMissing, ModalityDiffers, NotRequired, QualificationNotShown,
)  # fmt: skip
Score = Annotated[int, Field(ge=0, le=BEST)]


class Panelled(Body):
    """A panellist (P21), with scores and notes of their own."""

    person: UUID
    lived_experience: bool
    scores: dict[SlugId, Score] = Field(default_factory=dict, max_length=MOST_SCORES)
    notes: str | None = None


class ScreeningBody(Body):
    """A step's decision, of today unless `decided_on` says another day. Reason, scores and notes stay here.

    `scores`, `notes`: what the panel agreed on. A declined step needs a `reason`. `modality`: how it was held (P66);
    `qualifications`: those the policy asks for at this step and the applicant has shown (P17).
    """

    step: SlugId
    decision: Decision
    panel: list[Panelled] = Field(default_factory=list, max_length=LARGEST_PANEL)
    decided_on: date | None = None
    scores: dict[SlugId, Score] = Field(default_factory=dict, max_length=MOST_SCORES)
    notes: str | None = None
    reason: str | None = None
    modality: Modality | None = None
    qualifications: list[SlugId] = Field(default_factory=list, max_length=MOST_SHOWN)

    def said(self) -> Said:
        """What is said of the step."""
        return Said(
            step=self.step,
            decision=self.decision,
            panel=tuple(Panellist(each.person, each.lived_experience) for each in self.panel),
            reason=self.reason,
            decided_on=self.decided_on,
            modality=self.modality,
            qualifications=tuple(sorted(set(self.qualifications))),
        )

    def written(self, by: str) -> Notes:
        """What the panel and each of its members wrote down."""
        each = {one.person: OwnNotes(one.scores, one.notes) for one in self.panel}
        return Notes(decided_by=by, scores=self.scores, notes=self.notes, each=each)


class ScreeningNoteView(BaseModel):
    """Restricted: what a panel wrote down about a step."""

    step: str
    panel: list[Panelled]
    scores: dict[str, int]
    notes: str | None
    reason: str | None
    decided_by: str

    @classmethod
    def of(cls, row: ScreeningNoteRow) -> Self:
        """The notes as they are shown."""
        panel = [Panelled.model_validate(each) for each in row.panel]
        return cls(
            step=row.step, panel=panel, scores=row.scores, notes=row.notes, reason=row.reason, decided_by=row.decided_by
        )


@router.post("/v1/applications/{application}/screening-decisions", roles=STAFF, responses=REFUSED, status_code=201)
async def decide(application: UUID, body: ScreeningBody, work: Work, caller: Caller) -> ApplicationView:
    """Decide a step of screening; declined ends the application (P18-P21)."""
    notes = body.written(caller.subject)
    return ApplicationView.of(work, await decide_screening_step(work, application, body.said(), notes))


@router.get("/v1/applications/{application}/screening-decisions", roles=STAFF, responses=refusals(NotVisible))
async def notes_listed(application: UUID, work: Work) -> list[ScreeningNoteView]:
    """What the panels wrote down. Restricted; every reading is audited."""
    found = await applications.load(work, application)
    work.audit(action="read", what="screening notes", subject=found.person, county=found.county)
    return [ScreeningNoteView.of(row) for row in await screening_notes.of_application(work, application)]
