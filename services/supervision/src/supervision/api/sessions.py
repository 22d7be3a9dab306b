"""Support sessions of partners: attendance only, never content."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from peerbridge.identity import COORDINATOR, PARTNER, SUPERVISOR
from peerbridge.web.api import Api, refusals
from peerbridge.web.body import Body
from peerbridge.web.exchange import Work
from supervision.api.parameters import After, County, Limit
from supervision.domain.errors import NotYetHappened, SessionOver
from supervision.domain.sessions import Session
from supervision.storage import sessions
from supervision.use_cases.record_attendance import record_attendance

__all__ = ["router"]

router = Api(tags=["sessions"])
State = Literal["due", "kept", "missed", "cancelled"]


class AttendanceBody(Body):
    """The day the partner attended, in their county."""

    held_on: date


class SessionView(BaseModel):
    """A support session.

    `kind` is shown to the partner and to whoever supervises in the county, and never published.
    """

    session: UUID
    partner: UUID
    program: str
    kind: Literal["clinical", "wellness"]
    county: str
    due_on: date
    state: State
    held_on: date | None

    @classmethod
    def of(cls, session: Session) -> "SessionView":
        """The view of a session."""
        return cls.model_validate({name: getattr(session, name) for name in cls.model_fields})


class Sessions(BaseModel):
    """One page, oldest first."""

    sessions: list[SessionView]


@router.get("/v1/sessions", roles=(SUPERVISOR, COORDINATOR, PARTNER))
async def listed(
    work: Work,
    *,
    state: State | None = None,
    partner: UUID | None = None,
    county: County = None,
    limit: Limit = 100,
    after: After = None,
) -> Sessions:
    """Visible sessions."""
    found = await sessions.listed(work, state=state, partner=partner, county=county, limit=limit, after=after)
    work.audit_shown("sessions", found, lambda each: (each.session, each.partner))
    return Sessions(sessions=[SessionView.of(each) for each in found])


@router.post(
    "/v1/sessions/{session}/attendance",
    roles=(SUPERVISOR, COORDINATOR),
    responses=refusals(SessionOver, NotYetHappened),
)
async def attend(session: UUID, body: AttendanceBody, work: Work) -> SessionView:
    """Record that the partner attended; the next session of the series is set."""
    return SessionView.of(await record_attendance(work, session, body.held_on))
