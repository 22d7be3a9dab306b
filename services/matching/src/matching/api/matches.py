"""Matches, those a coordinator should look at, and their endings."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from matching.api.callers import own_role
from matching.api.paging import BOTH_SIDES, STAFF, Paging
from matching.domain.errors import CaseIsClosed, MatchOver, ReasonNotYours
from matching.domain.matches import check_reason
from matching.use_cases.end_match import end_match
from matching.use_cases.show import show_matches
from peerbridge.errors import NotVisible
from peerbridge.events.codes import EndReason
from peerbridge.identity import CASEWORKER, COORDINATOR, PARTNER
from peerbridge.web import Api, Body, Caller, Work, refusals

__all__ = ["router"]

router = Api(tags=["matches"])


class EndingBody(Body):
    """Why it ends. With `rematch` the family asks again in the same step; a partner cannot ask for the family."""

    reason: EndReason
    rematch: bool = False


class MatchView(BaseModel):
    """A pair that both sides agreed to; `attention`: why a coordinator should look at it."""

    model_config = ConfigDict(extra="ignore", from_attributes=True)

    match: UUID
    request: UUID
    proposal: UUID
    family: UUID
    case: UUID
    parent: UUID
    partner: UUID
    program: str
    county: str
    shared_with: tuple[str, ...]
    made_at: datetime
    state: str
    reason: str | None
    ended_at: datetime | None
    attention: tuple[str, ...]
    mode: str


@router.get("/v1/matches", roles=(*STAFF, *BOTH_SIDES))
async def list_matches(
    page: Paging, work: Work, state: Literal["active", "ended"] | None = None, partner: UUID | None = None
) -> list[MatchView]:
    """Matches, oldest first; `attention`: those on the coordinator's list."""
    return [MatchView.model_validate(each) for each in await show_matches(work, page, state=state, partner=partner)]


@router.post(
    "/v1/matches/{match}/ending",
    roles=(CASEWORKER, COORDINATOR, *BOTH_SIDES),
    responses=refusals(NotVisible, MatchOver, ReasonNotYours, CaseIsClosed),
)
async def end(match: UUID, body: EndingBody, caller: Caller, work: Work) -> MatchView:
    """End a match; the partner's place is free at once."""
    check_reason(body.reason, own_role(caller))
    rematch = body.rematch and not caller.holds(PARTNER)
    return MatchView.model_validate(await end_match(work, match, body.reason, rematch=rematch))
