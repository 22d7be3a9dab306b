"""Messages and what became of them: never what they said, and to whom only by id."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from notification.api.parameters import After, County, Limit
from notification.domain.delivery import Delivery
from notification.domain.errors import NotUncertain
from notification.storage import deliveries
from notification.use_cases.resolve_delivery import resolve_delivery
from peerbridge.identity import (
    CANDIDATE,
    CASEWORKER,
    COORDINATOR,
    PARENT,
    PARTNER,
    PROGRAM_ADMIN,
    STATE_OFFICER,
    SUPERVISOR,
)
from peerbridge.web.api import Api, refusals
from peerbridge.web.body import Body
from peerbridge.web.exchange import Work

__all__ = ["router"]

router = Api(tags=["deliveries"])
READERS = (CASEWORKER, COORDINATOR, SUPERVISOR, PROGRAM_ADMIN, STATE_OFFICER, PARENT, CANDIDATE, PARTNER)
State = Literal[
    "ready",
    "waiting_for_address",
    "quiet_hours",
    "handing_over",
    "sent",
    "refused",
    "no_address",
    "opted_out",
    "uncertain",
]


class DeliveryView(BaseModel):
    """A message. `waits_until`: the deadline of an address, or the end of quiet hours; all times are business time."""

    delivery: UUID
    person: UUID
    county: str
    template: str
    channel: Literal["email"]
    state: State
    attempts: int
    created_at: datetime
    waits_until: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryView":
        """The view of a message."""
        return cls.model_validate({name: getattr(delivery, name) for name in cls.model_fields})


class Deliveries(BaseModel):
    """One page, newest first."""

    deliveries: list[DeliveryView]


class Resolution(Body):
    """What a person found out about an uncertain hand-over: it was sent, or is to be sent again."""

    outcome: Literal["sent", "send_again"]


@router.get("/v1/deliveries", roles=READERS)
async def listed(
    work: Work,
    *,
    state: State | None = None,
    person: UUID | None = None,
    county: County = None,
    limit: Limit = 100,
    after: After = None,
) -> Deliveries:
    """Visible messages; `state=uncertain` is the list of those that need a person's word."""
    found = await deliveries.listed(work, state=state, person=person, county=county, limit=limit, after=after)
    work.audit_shown("deliveries", found, lambda each: (each.delivery, each.person))
    return Deliveries(deliveries=[DeliveryView.of(each) for each in found])


@router.post(
    "/v1/deliveries/{delivery}/resolution", roles=(COORDINATOR, PROGRAM_ADMIN), responses=refusals(NotUncertain)
)
async def resolve(delivery: UUID, body: Resolution, work: Work) -> DeliveryView:
    """Say what became of an uncertain hand-over. Nothing is ever sent again without such a word."""
    return DeliveryView.of(await resolve_delivery(work, delivery, body.outcome))
