"""Events as JSON: lists in pages, newest first, and a case's story."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from console.api.parameters import Before, County, EventType, Limit, Program, Stage, Subject, asked, full_type
from console.api.parts import STAFF
from console.domain.told import Told
from console.storage import events, tallies, timelines
from console.storage.programs import places
from peerbridge.errors import NotVisible
from peerbridge.web import Api, Caller, Work, refusals

__all__ = ["EventView", "router"]

router = Api(tags=["events"])


class EventView(BaseModel):
    """One event: its envelope, the service that said it, and its fields. No event carries personal data."""

    id: UUID
    service: str
    topic: str
    type: str
    subject: str
    county: str
    shared_with: list[str]
    time: datetime
    sequence: int
    correlation: UUID
    causation: UUID | None
    case: UUID | None
    data: Mapping[str, Any]

    @classmethod
    def of(cls, event: Told) -> "EventView":
        """The view of a kept event."""
        return cls.model_validate({name: getattr(event, name) for name in cls.model_fields})


class EventPage(BaseModel):
    """Newest first; `next` is the `before` of the next page, null on the last one."""

    events: list[EventView]
    next: UUID | None


class Timeline(BaseModel):
    """A case's story, oldest first; `complete` is false where it is longer than what is shown."""

    case: UUID
    events: list[EventView]
    complete: bool


def paged(found: Sequence[Told], limit: int) -> EventPage:
    """A page of events, one more than which was asked for."""
    shown = found[:limit]
    return EventPage(events=[EventView.of(event) for event in shown], next=shown[-1].id if len(found) > limit else None)


@router.get("/v1/events", roles=STAFF)
async def listed(
    work: Work,
    caller: Caller,
    *,
    county: County = None,
    type_: EventType = None,
    subject: Subject = None,
    stage: Stage = None,
    program: Program = None,
    before: Before = None,
    limit: Limit = 100,
) -> EventPage:
    """Events of the reader's counties; with `stage` exactly those that this number of the pipeline counts."""
    wanted = asked(caller, county, program, await places(work))
    if stage is not None:
        ids = await tallies.counted(work, wanted, stage, before=before, limit=limit + 1)
        found = (await events.of_ids(work, caller.scope.counties, ids))[::-1]
    else:
        found = await events.listed(
            work, wanted.shown, type_=full_type(type_), subject=subject, before=before, limit=limit + 1
        )
    work.audit_shown("events", found[:limit], lambda each: each.ids)
    return paged(found, limit)


@router.get("/v1/cases/{case}/timeline", roles=STAFF, responses=refusals(NotVisible))
async def timeline(case: UUID, work: Work, caller: Caller) -> Timeline:
    """Every visible event, of all services, that belongs to the case's story. Raises: NotVisible."""
    found = await timelines.story(work, caller.scope.counties, case)
    if not found:
        raise NotVisible
    people = {each for event in found for each in event.ids}
    work.audit(action="read", what="timeline", subject=case, county=found[0].county, concerns=people)
    return Timeline(case=case, events=[EventView.of(event) for event in found], complete=len(found) < timelines.MOST)
