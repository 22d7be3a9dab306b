"""Figures of fairness: how long families wait, who is served, where a recruit is worth most, what staff decided otherwise."""

from matching.use_cases.show_fairness import Fairness, show_fairness
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.web import Api, Work

__all__ = ["router"]

router = Api(tags=["fairness"])


@router.get("/v1/fairness", roles=(COORDINATOR, SUPERVISOR, PROGRAM_ADMIN, STATE_OFFICER), impersonal=True)
async def fairness(work: Work) -> Fairness:
    """The reader's counties as they were last measured; small counts are left out (null), never nought."""
    return await show_fairness(work)
