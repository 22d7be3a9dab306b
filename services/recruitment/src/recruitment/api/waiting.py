"""The list of what waits for a person: cases without a county, and exits that their source has to correct."""

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from peerbridge.identity import CASEWORKER, COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER
from peerbridge.web.api import Api, refusals
from peerbridge.web.body import Body
from peerbridge.web.exchange import Work
from recruitment.api.cases import CaseView
from recruitment.api.pages import BEGINNING, AfterId, CountyFilter, Limit
from recruitment.domain.errors import CountyNotYours, NotWaitingForCounty
from recruitment.storage import waiting
from recruitment.use_cases.give_county import give_county

__all__ = ["router"]

router = Api(tags=["intake"])
ROLES: Final = (CASEWORKER, COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER)


class WaitingView(BaseModel):
    """One thing that waits. `why`: `county`, or the rule that a reported exit breaks."""

    id: UUID
    case: UUID
    why: str
    county: str
    source: str
    source_case: str
    since: datetime | None
    removal: str | None
    exit: str | None
    opened_on: date | None
    closed_on: date | None


class WaitingList(BaseModel):
    """What waits, the oldest first."""

    items: list[WaitingView]


class CountyBody(Body):
    """The county that the case is counted in, as five-digit FIPS; no pseudo county."""

    county: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}([0-8][0-9]{2}|9[0-8][0-9]|99[0-8])$")]


@router.get("/v1/intake/waiting", roles=ROLES)
async def list_waiting(
    work: Work, county: CountyFilter = None, after: AfterId = BEGINNING, limit: Limit = 100
) -> WaitingList:
    """What waits in the caller's counties; a missing county is `<state>999`, which the token must hold."""
    found = await waiting.listed(work, county=county, after=after, limit=limit)
    for each in found:
        work.audit(action="read", what="waiting report", subject=each.case, county=each.county)
    return WaitingList(items=[WaitingView.model_validate(each, from_attributes=True) for each in found])


@router.post(
    "/v1/intake/waiting/{waiting_id}/county", roles=ROLES, responses=refusals(CountyNotYours, NotWaitingForCounty)
)
async def say_county(waiting_id: UUID, body: CountyBody, work: Work) -> CaseView:
    """Say the county of a waiting case: it flows from here as if it had arrived so."""
    return CaseView.of(await give_county(work, waiting_id, body.county))
