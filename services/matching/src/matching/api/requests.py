"""Families ask for a partner, or no longer want one; staff see who waits and why."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Request

from matching.api.callers import own_role, parent_meant
from matching.api.paging import STAFF, Paging
from matching.api.request_bodies import RequestBody, WithdrawalBody
from matching.api.request_views import RequestView
from matching.domain.cases import FoundCase
from matching.domain.errors import (
    CaseIsClosed,
    CaseUnknown,
    CourtDayPassed,
    FamilyHasPartner,
    NotAtHome,
    NotYourself,
    OpenRequestExists,
    ParentNotOfCase,
    PersonUnknown,
    RecruitmentAway,
    RequestOver,
)
from matching.gateways.recruitment import find_case
from matching.use_cases.ask_for_support import ask_for_support
from matching.use_cases.show import show_request, show_requests
from matching.use_cases.withdraw_request import withdraw_request
from peerbridge.errors import NotVisible
from peerbridge.identity import ATTORNEY, CASEWORKER, COORDINATOR, PARENT
from peerbridge.web import Api, Caller, Work, refusals

__all__ = ["router"]

router = Api(tags=["requests"])
MISTAKES = (ParentNotOfCase, PersonUnknown, NotAtHome, CourtDayPassed)
ASKING = (CASEWORKER, ATTORNEY, COORDINATOR, PARENT)
State = Literal["open", "matched", "withdrawn", "ended"]


async def case_told(request: Request, body: RequestBody, caller: Caller) -> FoundCase | None:
    """The case as recruitment tells it to this caller; asked before the transaction begins."""
    url: str = request.app.state.runtime.settings.recruitment_url
    return await find_case(url, body.case, caller.token)


@router.post(
    "/v1/requests",
    roles=ASKING,
    status_code=201,
    responses=refusals(
        CaseUnknown, CaseIsClosed, OpenRequestExists, FamilyHasPartner, NotYourself, RecruitmentAway, *MISTAKES
    ),
)
async def ask(
    body: RequestBody, found: Annotated[FoundCase | None, Depends(case_told)], caller: Caller, work: Work
) -> RequestView:
    """Ask for a partner for the family of an open case; a proposal follows as soon as there is one."""
    made = await ask_for_support(work, body.case, parent_meant(caller, body.parent), body.wish(), found)
    return RequestView.of(made, caller)


@router.get("/v1/requests", roles=(*STAFF, PARENT))
async def list_requests(
    page: Paging,
    caller: Caller,
    work: Work,
    state: State | None = None,
    case: UUID | None = None,
    family: UUID | None = None,
) -> list[RequestView]:
    """Requests, oldest first; `attention`: withdrawn for a closure that did not hold."""
    found = await show_requests(work, page, state=state, case=case, family=family)
    return [RequestView.of(each, caller) for each in found]


@router.get("/v1/requests/{request_id}", roles=(*STAFF, PARENT), responses=refusals(NotVisible))
async def get_request(request_id: UUID, caller: Caller, work: Work) -> RequestView:
    """One request."""
    return RequestView.of(await show_request(work, request_id), caller)


@router.post("/v1/requests/{request_id}/withdrawal", roles=ASKING, responses=refusals(NotVisible, RequestOver))
async def withdraw(request_id: UUID, body: WithdrawalBody, caller: Caller, work: Work) -> RequestView:
    """Take a request back; an open proposal of it ends too."""
    reason = "family" if own_role(caller) else body.reason
    return RequestView.of(await withdraw_request(work, request_id, reason), caller)
