"""The same operations in every service, under the caller's token and county scope, audited. Console and command line only call it."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import AwareDatetime, BaseModel, Field, model_validator

from peerbridge.errors import NotVisible
from peerbridge.events.catalogue import TOPICS
from peerbridge.identity import COORDINATOR, PLATFORM_OPERATOR, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.messaging import failed
from peerbridge.web import Api, Work, refusals
from peerbridge.web.body import Body
from peerbridge.web.health import opening

__all__ = ["router"]

Line = Annotated[str, Field(min_length=1, max_length=300)]
OPERATORS = (PLATFORM_OPERATOR, STATE_OFFICER, PROGRAM_ADMIN)
WHOLE = "it is about the service as a whole: topics, offsets and states, without any county's data"
router = Api(tags=["operations"], prefix="/ops/v1")


class ParkedEvent(BaseModel):
    """A failed event: where it stands and why, never what it says."""

    id: int
    topic: str
    key: str
    partition: int
    offset: int
    event_id: UUID
    type: str | None
    county: str | None
    fingerprint: str | None
    parked_at: datetime
    dead: bool
    attempt: int
    next_attempt_at: datetime


class Chosen(Body):
    """Which failed events: one key of a topic, or all with one fingerprint."""

    topic: Line | None = None
    key: Line | None = None
    fingerprint: Line | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Chosen":
        if (self.fingerprint is None) == (self.topic is None or self.key is None):
            raise ValueError("name either topic and key, or a fingerprint")
        return self

    def wanted(self) -> dict[str, str | None]:
        """As arguments."""
        return {"topic": self.topic, "key": self.key, "fingerprint": self.fingerprint}


class Discarded(Chosen):
    """What to discard, and why."""

    reason: Line


class Reason(Body):
    """Why."""

    reason: Line = "not said"


class Position(Body):
    """From where a partition is heard again."""

    topic: Line
    partition: int = Field(ge=0, lt=10_000)
    next_offset: int = Field(ge=0, lt=2**62)
    reason: Line


class Since(Body):
    """From which real instant on."""

    since: AwareDatetime


@router.get("/parked", roles=(*OPERATORS, COORDINATOR, SUPERVISOR))
async def parked(
    work: Work,
    state: Literal["retrying", "dead"] | None = None,
    topic: Annotated[str | None, Query(max_length=200)] = None,
    county: Annotated[str | None, Query(pattern=r"^\d{5}$")] = None,
    fingerprint: Annotated[str | None, Query(max_length=300)] = None,
    after: Annotated[int, Query(ge=0, lt=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[ParkedEvent]:
    """Failed events of the caller's counties, oldest first; those of unknown county for platform operators only."""
    dead = None if state is None else state == "dead"
    rows = await failed.listed(
        work, topic=topic, county=county, dead=dead, fingerprint=fingerprint, after=after, limit=limit
    )
    return [ParkedEvent.model_validate(row) for row in rows]


@router.post("/parked/retry", roles=OPERATORS, responses=refusals(NotVisible))
async def retry(body: Chosen, work: Work) -> dict[str, int]:
    """Run these keys again now."""
    return {"keys": await failed.retry(work, **body.wanted())}


@router.post("/parked/discard", roles=OPERATORS, responses=refusals(NotVisible))
async def discard(body: Discarded, work: Work) -> dict[str, int]:
    """Discard the head of these keys, for a reason."""
    return {"discarded": await failed.discard(work, body.reason, **body.wanted())}


def heard_topic(topic: str) -> str:
    """A topic of the catalogue. Raises: NotVisible."""
    if topic not in TOPICS:
        raise NotVisible
    return topic


Topic = Annotated[str, Depends(heard_topic)]


@router.post("/subscribers/{topic}/pause", roles=(PLATFORM_OPERATOR,), shared=WHOLE, responses=refusals(NotVisible))
async def pause(topic: Topic, body: Reason, work: Work) -> dict[str, bool]:
    """Stop hearing a topic, on all replicas, within a second."""
    await failed.pause(work, topic, paused=True, reason=body.reason)
    return {"paused": True}


@router.post("/subscribers/{topic}/resume", roles=(PLATFORM_OPERATOR,), shared=WHOLE, responses=refusals(NotVisible))
async def resume(topic: Topic, body: Reason, work: Work) -> dict[str, bool]:
    """Hear a topic again, from where its positions stand."""
    await failed.pause(work, topic, paused=False, reason=body.reason)
    return {"paused": False}


@router.get("/positions", roles=OPERATORS, impersonal=True, shared=WHOLE)
async def positions(work: Work) -> list[dict[str, Any]]:
    """Where every partition stands in this service's database."""
    return list(await failed.positions(work))


@router.post(
    "/positions", roles=(PLATFORM_OPERATOR,), shared=WHOLE, responses=refusals(NotVisible, failed.StillFlowing)
)
async def set_position(body: Position, work: Work) -> dict[str, int]:
    """Have a paused partition heard again from an earlier offset; the inbox drops what was heard."""
    await failed.set_position(work, heard_topic(body.topic), body.partition, body.next_offset)
    return {"next_offset": body.next_offset}


@router.post("/republish", roles=(PLATFORM_OPERATOR,), shared=WHOLE)
async def republish(body: Since, work: Work) -> dict[str, UUID]:
    """Publish again what was published since then (kept 14 days), for a Kafka that lost its tail; a job, in chunks."""
    return {"job": await failed.republish(work, body.since)}


@router.get("/status", roles=OPERATORS, impersonal=True, shared=WHOLE)
async def status(request: Request, work: Work) -> dict[str, Any]:
    """Every subscriber's state here, whether this process is the elected relay, and what else it is elected for."""
    runtime = request.app.state.runtime
    paused = await (await work.raw()).fetch("SELECT topic, reason FROM control WHERE paused")
    return {
        "service": runtime.name,
        "opening": opening(runtime),
        "relay_elected_here": runtime.wakeup.elected,
        "elected_here": runtime.elected,
        "subscribers": {c.topic: c.state for c in runtime.consumer_list},
        "paused": {row["topic"]: row["reason"] for row in paused},
        "loops": {pulse.name: pulse.state for pulse in runtime.life.pulses},
    }
