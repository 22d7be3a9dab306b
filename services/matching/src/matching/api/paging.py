"""How lists are asked for: oldest first, a page at a time, in one county where wanted."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from matching.storage.lists import Page
from peerbridge.identity import (
    ATTORNEY,
    CASEWORKER,
    COORDINATOR,
    PARENT,
    PARTNER,
    PROGRAM_ADMIN,
    STATE_OFFICER,
    SUPERVISOR,
)

__all__ = ["BOTH_SIDES", "STAFF", "Paging"]

STAFF = (CASEWORKER, ATTORNEY, COORDINATOR, SUPERVISOR, PROGRAM_ADMIN, STATE_OFFICER)
BOTH_SIDES = (PARENT, PARTNER)


async def page(
    after: Annotated[UUID | None, Query(description="the id of the last thing on the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    county: Annotated[str | None, Query(pattern=r"^[0-9]{5}$")] = None,
    attention: Annotated[bool, Query(description="only what a person should look at")] = False,  # noqa: FBT002 (a query parameter)
) -> Page:
    """The page that a request asks for."""
    return Page(limit=limit, after=after, county=county, attention=attention)


Paging = Annotated[Page, Depends(page)]
