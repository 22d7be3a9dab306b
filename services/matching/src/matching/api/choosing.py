"""A coordinator's own choice of a partner for a family."""

from uuid import UUID

from matching.api.proposals import ProposalView
from matching.domain.by_hand import ChoiceReason
from matching.domain.errors import (
    FamilyHasPartner,
    PairBreaksRules,
    PartnerUnknown,
    PlaceTaken,
    ProposalStands,
    RequestOver,
)
from matching.use_cases.choose_partner import choose_partner
from peerbridge.errors import NotVisible
from peerbridge.events.fields import SlugId
from peerbridge.identity import COORDINATOR
from peerbridge.web import Api, Body, Caller, Work, refusals

__all__ = ["router"]

router = Api(tags=["proposals"])
BUSY = (RequestOver, FamilyHasPartner, ProposalStands)


class ChoiceBody(Body):
    """Whom, in which programme, and why: a choice beside the rules names its reason."""

    partner: UUID
    program: SlugId
    reason: ChoiceReason


@router.post(
    "/v1/requests/{request_id}/proposals",
    roles=(COORDINATOR,),
    status_code=201,
    responses=refusals(NotVisible, PartnerUnknown, *BUSY, PairBreaksRules, PlaceTaken),
)
async def choose(request_id: UUID, body: ChoiceBody, caller: Caller, work: Work) -> ProposalView:
    """Propose a partner of one's own choice: both sides are asked at once. A hard constraint is overridden by nobody."""
    chosen = await choose_partner(work, request_id, (body.partner, body.program), body.reason)
    return ProposalView.of(chosen, caller)
