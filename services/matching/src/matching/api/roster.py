"""Who is on the roster, by role: a coordinator looks for somebody for a committee, a group or an orientation class (P60, P67)."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query

from matching.use_cases.show_roster import OnRoster, show_roster
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN, SUPERVISOR
from peerbridge.web import Api, Work

__all__ = ["router"]

router = Api(tags=["profiles"])
Kind = Literal["one_to_one", "group", "systems", "orientation"]


@router.get("/v1/partners", roles=(COORDINATOR, SUPERVISOR, PROGRAM_ADMIN))
async def list_partners(
    work: Work,
    county: Annotated[str | None, Query(pattern=r"^[0-9]{5}$")] = None,
    kind: Kind | None = None,
    after: Annotated[UUID | None, Query(description="the partner last seen on the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[OnRoster]:
    """Partners with the roles agreed on with them, whether they may take a family or are on leave, and their free places."""
    return await show_roster(work, county, kind, after, limit)
