"""Matches, those a coordinator should look at, and their endings."""

from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from matching.api.callers import own_role
from matching.api.paging import BOTH_SIDES, STAFF, Paging
from matching.api.profile_bodies import unique
from matching.api.to_do import ToDo
from matching.domain.attention import WHY
from matching.domain.errors import CaseIsClosed, MatchOver, NotYourFamily, ReasonNotYours
from matching.use_cases.end_match import end_match
from matching.use_cases.show import ShownMatch, show_matches
from peerbridge.errors import NotVisible
from peerbridge.events.codes import EndReason
from peerbridge.identity import CASEWORKER, COORDINATOR, Principal
from peerbridge.web import Api, Body, Caller, Work, refusals

__all__ = ["router"]

HandOver = Literal["appointments", "contact_agreed", "court_date", "goals", "meetings", "services"]
"""What is to be taken over by whoever comes next: kept as codes, shown only where the former relation is opened."""

router = Api(tags=["matches"])


class EndingBody(Body):
    """Why it ends. With `rematch` the family asks again in the same step; a partner cannot ask for the family."""

    reason: EndReason
    rematch: bool = False
    handover: tuple[HandOver, ...] = ()


class MatchView(BaseModel):
    """A pair that both sides agreed to; `attention`: why a coordinator should look at it, which is for staff.

    `contact_style`, `contact_every`: how and how often the family wishes to be in contact (P53), where the reader may see it.
    """

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
    contact_style: str | None = None
    contact_every: str | None = None
    to_do: tuple[ToDo, ...] = ()

    @classmethod
    def of(cls, shown: ShownMatch, reader: Principal) -> "MatchView":
        """The view of a match for this reader, with what to do where somebody should look at it."""
        match, wish = shown
        said = {"contact_style": wish.contact_style, "contact_every": wish.contact_every} if wish else {}
        view = cls.model_validate(match).model_copy(update=said)
        if own_role(reader) is not None:
            return view.model_copy(update={"attention": ()})
        return view.model_copy(update={"to_do": tuple(ToDo.of(code) for code in match.attention if code in WHY)})


@router.get("/v1/matches", roles=(*STAFF, *BOTH_SIDES))
async def list_matches(
    page: Paging,
    caller: Caller,
    work: Work,
    state: Literal["active", "ended"] | None = None,
    partner: UUID | None = None,
) -> list[MatchView]:
    """Matches, oldest first; `attention`: those on the coordinator's list, which only staff can ask for."""
    page = page if own_role(caller) is None else replace(page, attention=False)
    return [MatchView.of(each, caller) for each in await show_matches(work, page, state=state, partner=partner)]


@router.post(
    "/v1/matches/{match}/ending",
    roles=(CASEWORKER, COORDINATOR, *BOTH_SIDES),
    responses=refusals(NotVisible, MatchOver, ReasonNotYours, NotYourFamily, CaseIsClosed),
)
async def end(match: UUID, body: EndingBody, caller: Caller, work: Work) -> MatchView:
    """End a match; the partner's place is free at once."""
    ended = await end_match(work, match, body.reason, rematch=body.rematch, handover=unique(body.handover))
    return MatchView.of((ended, None), caller)
