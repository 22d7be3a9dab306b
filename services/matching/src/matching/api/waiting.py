"""Who waits, and who has been passed over."""

from typing import Annotated

from fastapi import Query

from matching.use_cases.show_waiting import Waiting, show_waiting
from peerbridge.identity import CASEWORKER, COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.web import Api, Work

__all__ = ["router"]

router = Api(tags=["requests"])


@router.get("/v1/waiting", roles=(CASEWORKER, COORDINATOR, SUPERVISOR, PROGRAM_ADMIN, STATE_OFFICER))
async def list_waiting(
    work: Work,
    county: Annotated[str, Query(pattern=r"^[0-9]{5}$")],
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[Waiting]:
    """Families of a county who wait for a proposal, with how often later ones came before them."""
    return await show_waiting(work, county, limit)
