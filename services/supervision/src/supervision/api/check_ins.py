"""Check-ins of partner and supervisor."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from peerbridge.identity import COORDINATOR, PARTNER, SUPERVISOR
from peerbridge.web.api import Api, refusals
from peerbridge.web.body import Body
from peerbridge.web.exchange import Work
from supervision.api.parameters import After, County, Limit
from supervision.api.relations import own_unless_asked
from supervision.domain.check_ins import CheckIn
from supervision.domain.errors import CheckInOver, NotYetHappened
from supervision.storage import check_ins
from supervision.use_cases.complete_check_in import complete_check_in

__all__ = ["router"]

router = Api(tags=["check-ins"])
State = Literal["due", "overdue", "done", "missed", "cancelled"]


class CompletionBody(Body):
    """The day a check-in was held, in the match's county."""

    on: date


class CheckInView(BaseModel):
    """A check-in: due, overdue, done, missed (a later one was held first) or cancelled (the match ended)."""

    check_in: UUID
    match: UUID
    partner: UUID
    county: str
    due_on: date
    state: State
    completed_on: date | None

    @classmethod
    def of(cls, check_in: CheckIn) -> "CheckInView":
        """The view of a check-in."""
        return cls.model_validate({name: getattr(check_in, name) for name in cls.model_fields})


class CheckIns(BaseModel):
    """One page, oldest first."""

    check_ins: list[CheckInView]


@router.get("/v1/check-ins", roles=(SUPERVISOR, COORDINATOR, PARTNER))
async def listed(
    work: Work,
    *,
    state: State | None = None,
    supervisor: Annotated[UUID | None, Query(description="a supervisor asks for their own without it")] = None,
    match: UUID | None = None,
    county: County = None,
    limit: Limit = 100,
    after: After = None,
) -> CheckIns:
    """Visible check-ins."""
    whose = own_unless_asked(work, supervisor)
    found = await check_ins.listed(
        work, state=state, supervisor=whose, match=match, county=county, limit=limit, after=after
    )
    work.audit_shown("check-ins", found, lambda each: (each.check_in, each.match, each.partner))
    return CheckIns(check_ins=[CheckInView.of(each) for each in found])


@router.post(
    "/v1/check-ins/{check_in}/completion",
    roles=(SUPERVISOR, COORDINATOR),
    responses=refusals(CheckInOver, NotYetHappened),
)
async def complete(check_in: UUID, body: CompletionBody, work: Work) -> CheckInView:
    """Record that a check-in was held; the next one is set."""
    return CheckInView.of(await complete_check_in(work, check_in, body.on))
