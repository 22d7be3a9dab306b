"""Former relations: closed to a later partner unless a coordinator opens one."""

from typing import Literal
from uuid import UUID

from matching.domain.errors import NotFormer, NotYourFamily
from matching.use_cases.former_relation import Former, open_former, show_former
from peerbridge.errors import NotVisible
from peerbridge.identity import COORDINATOR, PARENT, PARTNER, SUPERVISOR
from peerbridge.web import Api, Body, Work, refusals

__all__ = ["router"]

router = Api(tags=["matches"])


class OpeningBody(Body):
    """Which former match is opened, and why."""

    former: UUID
    reason: Literal["family_wish", "hand_over", "safety"]


@router.post(
    "/v1/matches/{match}/former", roles=(COORDINATOR,), responses=refusals(NotVisible, NotYourFamily, NotFormer)
)
async def open_it(match: UUID, body: OpeningBody, work: Work) -> Former:
    """Let this match's partner see when a former relation of the family was, why it ended and what was handed over."""
    return await open_former(work, match, body.former, body.reason)


@router.get(
    "/v1/matches/{match}/former", roles=(COORDINATOR, SUPERVISOR, PARTNER, PARENT), responses=refusals(NotVisible)
)
async def show_it(match: UUID, work: Work) -> Former:
    """What is open of a former relation; closed by default."""
    return await show_former(work, match)
