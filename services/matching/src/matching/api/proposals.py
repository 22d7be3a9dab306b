"""Suggested pairs: seen, confirmed where a programme wants it, and answered by both sides."""

from datetime import date, datetime
from typing import Any, Literal, Self, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from matching.api.callers import check_reason, check_side, own_role, reads_wishes
from matching.api.paging import BOTH_SIDES, STAFF, Paging
from matching.domain.errors import (
    AlreadyAnswered,
    AlreadyConfirmed,
    AwaitingConfirmation,
    NotYourFamily,
    NotYourSide,
    PairBreaksRules,
    PlaceTaken,
    ProposalExpired,
    ProposalOver,
    ReasonMissing,
)
from matching.domain.proposals import Answer, Proposal, ProposalState, Side
from matching.use_cases.answer_proposal import answer_proposal
from matching.use_cases.confirm_proposal import confirm_proposal, view_proposal
from matching.use_cases.show import show_proposals
from peerbridge.errors import NotVisible
from peerbridge.identity import CASEWORKER, COORDINATOR, Principal
from peerbridge.web import Api, Body, Caller, Work, refusals

__all__ = ["router"]

router = Api(tags=["proposals"])
DeclineReason = Literal["not_now", "not_a_fit", "distance", "language", "other"]
OverrideReason = Literal["conflict", "family_wish", "partner_wish", "other_partner", "safety", "other"]
ANSWERED = (AwaitingConfirmation, ProposalExpired, AlreadyAnswered, ProposalOver, PlaceTaken)


class AnswerBody(Body):
    """One side's answer. A no of a parent or partner may carry a reason code, one that staff say for a family must."""

    side: Side
    answer: Answer
    reason: DeclineReason | None = None

    @model_validator(mode="after")
    def _yes_needs_no_reason(self) -> Self:
        if self.answer == "yes" and self.reason is not None:
            raise PydanticCustomError("reason_with_yes", "Only a no has a reason.")
        return self


class ConfirmationBody(Body):
    """Whether both sides are to be asked; a no overrides what was chosen, and says why."""

    answer: Answer
    reason: OverrideReason | None = None

    @model_validator(mode="after")
    def _a_no_has_a_reason(self) -> Self:
        if (self.answer == "no") != (self.reason is not None):
            raise PydanticCustomError("override_reason", "A no has a reason, and only a no.")
        return self


class ProposalView(BaseModel):
    """A suggested pair. Points and a coordinator's reason are for staff: they say what the two have lived through."""

    model_config = ConfigDict(extra="ignore", from_attributes=True)

    proposal: UUID
    request: UUID
    family: UUID
    case: UUID
    parent: UUID
    partner: UUID
    program: str
    county: str
    state: str
    proposed_at: datetime
    seen_at: datetime | None
    reminded_at: datetime | None
    expires_on: date
    partner_answer: str | None
    family_answer: str | None
    declined_by: str | None
    reason: str | None
    chosen_by: str
    chosen_because: str | None = None
    total: int | None = None
    points: tuple[dict[str, Any], ...] | None = None

    @classmethod
    def of(cls, proposal: Proposal, reader: Principal) -> "ProposalView":
        """The view of a proposal, for this reader."""
        view = cls.model_validate(proposal)
        hidden = {"total": None, "points": None, "chosen_because": None}
        return view if own_role(reader) is None and reads_wishes(reader) else view.model_copy(update=hidden)


@router.get("/v1/proposals", roles=(*STAFF, *BOTH_SIDES))
async def list_proposals(
    page: Paging,
    caller: Caller,
    work: Work,
    *,
    state: ProposalState | None = None,
    request: UUID | None = None,
    partner: UUID | None = None,
) -> list[ProposalView]:
    """Proposals, oldest first; `attention`: those that wait for a coordinator."""
    found = await show_proposals(work, page, state=state, request=request, partner=partner)
    return [ProposalView.of(each, caller) for each in found]


@router.post(
    "/v1/proposals/{proposal}/confirmation",
    roles=(COORDINATOR,),
    responses=refusals(NotVisible, NotYourFamily, AlreadyConfirmed, PairBreaksRules, PlaceTaken),
)
async def confirm(proposal: UUID, body: ConfirmationBody, caller: Caller, work: Work) -> ProposalView:
    """Let both sides be asked, or decide against the pair for good."""
    return ProposalView.of(
        await confirm_proposal(work, proposal, agreed=body.answer == "yes", reason=body.reason), caller
    )


@router.post(
    "/v1/proposals/{proposal}/viewing",
    roles=(COORDINATOR,),
    responses=refusals(NotVisible, NotYourFamily, ProposalOver),
)
async def view(proposal: UUID, caller: Caller, work: Work) -> ProposalView:
    """Take a proposal in hand: from now on it stands as it is, and no better choice takes its place."""
    return ProposalView.of(await view_proposal(work, proposal), caller)


@router.post(
    "/v1/proposals/{proposal}/answers",
    roles=(CASEWORKER, COORDINATOR, *BOTH_SIDES),
    responses=refusals(NotVisible, NotYourSide, ReasonMissing, *ANSWERED),
)
async def answer(proposal: UUID, body: AnswerBody, caller: Caller, work: Work) -> ProposalView:
    """One side's yes or no to a proposed match."""
    check_side(caller, body.side)
    if body.answer == "no":
        check_reason(caller, body.reason, get_args(DeclineReason))
    return ProposalView.of(await answer_proposal(work, proposal, body.side, body.answer, body.reason), caller)
