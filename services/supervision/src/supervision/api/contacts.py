"""Contacts between partner and family."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from peerbridge.identity import COORDINATOR, PARTNER, SUPERVISOR
from peerbridge.web.api import Api, refusals
from peerbridge.web.body import Body
from peerbridge.web.exchange import Work
from supervision.domain.errors import ContactBeforeMatch, MatchNotYetKnown, MatchOver, NotYetHappened
from supervision.use_cases.record_contact import record_contact

__all__ = ["router"]

router = Api(tags=["contacts"])


class ContactBody(Body):
    """A contact: attempted is not made. `on` is a day in the match's county."""

    kind: Literal["made", "attempted"]
    on: date


class ContactView(BaseModel):
    """What the contact means for the deadline of the first one."""

    match: UUID
    kind: Literal["made", "attempted"]
    on: date
    first_contact_made_on: date | None
    first_contact_due_on: date | None


@router.post(
    "/v1/matches/{match}/contacts",
    roles=(PARTNER, SUPERVISOR, COORDINATOR),
    responses=refusals(MatchNotYetKnown, NotYetHappened, ContactBeforeMatch, MatchOver),
    status_code=201,
)
async def record(match: UUID, body: ContactBody, work: Work) -> ContactView:
    """Record a contact. The first one made ends its deadline."""
    relation = await record_contact(work, match, body.kind, body.on)
    return ContactView(
        match=match,
        kind=body.kind,
        on=body.on,
        first_contact_made_on=relation.first_contact_made_on,
        first_contact_due_on=relation.first_contact_due,
    )
