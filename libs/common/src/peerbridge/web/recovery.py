"""After a restore: the lost facts of a service under the caller's counties; after a Kafka that lost its tail: what to hear again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import AwareDatetime, BaseModel, Field, model_validator

from peerbridge.errors import NotVisible
from peerbridge.identity import COORDINATOR, PLATFORM_OPERATOR, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.messaging import recovery
from peerbridge.messaging.own_log import OwnLog, Places
from peerbridge.web.api import Api, Work, refusals
from peerbridge.web.body import Body

__all__ = ["router"]

Line = Annotated[str, Field(min_length=1, max_length=300)]
County = Annotated[str, Field(pattern=r"^\d{5}$")]
OPERATORS = (PLATFORM_OPERATOR, STATE_OFFICER, PROGRAM_ADMIN)
ENTERING = (*OPERATORS, COORDINATOR)  # whoever may enter a fact again may say that it was done
JOB = "SELECT kind, attempt, failed, done_at FROM job WHERE id = $1 AND (counties = '{}' OR counties && $2::text[])"
router = Api(tags=["operations"], prefix="/ops/v1")


class LostFact(BaseModel):
    """A fact on a topic that the restored database does not know: which it is and whose, never what it says of anybody.

    `state`: open; found_again (it was said again word for word, or read back); acknowledged (by a person, for a reason).
    """

    event_id: UUID
    topic: str
    key: str
    type: str
    county: str
    time: datetime
    sequence: int
    found_at: datetime
    state: Literal["open", "found_again", "acknowledged"]
    settled_at: datetime | None
    settled_by: str | None
    reason: str | None


class Acknowledged(Body):
    """Which open facts, by one id or by what they have in common; and why they need nothing more."""

    event_id: UUID | None = None
    topic: Line | None = None
    type: Line | None = None
    county: County | None = None
    key: Line | None = None
    reason: Line

    @model_validator(mode="after")
    def _something(self) -> "Acknowledged":
        if self.event_id is None and not (self.topic or self.type or self.county or self.key):
            raise ValueError("name an event, or a topic, type, county or key")
        return self


class Back(Body):
    """From which real instant on everything is heard again, and why."""

    since: AwareDatetime
    reason: Line


@dataclass(frozen=True, slots=True)
class LogSince:
    """What the log says of an instant: per partition of the heard topics the offset there, and the end."""

    at: Places
    end: Places


async def log_since(request: Request, since: AwareDatetime) -> LogSince:
    """Asked of Kafka before the transaction begins. Raises: KafkaError."""
    runtime = request.app.state.runtime
    topics = [consumer.topic for consumer in runtime.consumer_list]
    async with OwnLog.open(runtime.settings.kafka, topics, lambda: None) as log:
        _, end = await log.bounds()
        return LogSince(await log.at(int(since.timestamp() * 1000)), end)


async def log_back(request: Request, body: Back) -> LogSince:
    """The same for a command. Raises: KafkaError."""
    return await log_since(request, body.since)


@router.get("/lost", roles=(*ENTERING, SUPERVISOR))
async def lost(
    work: Work,
    state: Literal["open", "found_again", "acknowledged"] | None = None,
    topic: Annotated[str | None, Query(max_length=200)] = None,
    type: Annotated[str | None, Query(max_length=200)] = None,  # noqa: A002 (the attribute's name)
    county: Annotated[str | None, Query(pattern=r"^\d{5}$")] = None,
    key: Annotated[str | None, Query(max_length=300)] = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[LostFact]:
    """Facts that the topics hold and this service's restored database does not know, of the caller's counties, oldest first."""
    rows = await recovery.lost_facts(
        work, state=state, topic=topic, type=type, county=county, key=key, after=after, limit=limit
    )
    return [LostFact.model_validate(row) for row in rows]


@router.post("/lost/acknowledgements", roles=ENTERING, responses=refusals(NotVisible))
async def acknowledge(body: Acknowledged, work: Work) -> dict[str, int]:
    """Take open facts of the caller's counties off the list, for a reason: at most 1,000 at once."""
    chosen = {"event": body.event_id, "topic": body.topic, "type": body.type, "county": body.county, "key": body.key}
    return {"acknowledged": await recovery.acknowledge(work, body.reason, **chosen)}


@router.get("/log", roles=OPERATORS)
async def log(told: Annotated[LogSince, Depends(log_since)], work: Work) -> list[dict[str, Any]]:
    """Per heard partition: where this service stands, where the log stood at an instant, and where it ends now."""
    stands = await recovery.standing(work)
    return [
        {"topic": topic, "partition": number, "next_offset": stands.get((topic, number)), "since": at,
         "end": told.end[topic, number]}
        for (topic, number), at in told.at.items()
    ]  # fmt: skip


@router.post("/positions/back", roles=(PLATFORM_OPERATOR,), responses=refusals(recovery.StillHearing))
async def set_back(told: Annotated[LogSince, Depends(log_back)], work: Work) -> list[dict[str, Any]]:
    """Hear everything since an instant again, in all partitions of all topics, each paused; the inbox drops what was heard."""
    return list(await recovery.set_back(work, told.at))


@router.get("/jobs/{job}", roles=OPERATORS, responses=refusals(NotVisible))
async def job(job: UUID, work: Work) -> dict[str, Any]:
    """How far a job of the caller's counties, or of none, is, and how many events wait to be published."""
    raw = await work.raw()
    row = await raw.fetchrow(JOB, job, list(work.scope.counties))
    if row is None:
        raise NotVisible
    waiting = await raw.fetchrow("SELECT rows, oldest_seconds FROM peerbridge_outbox()")
    return {**dict(row), "outbox_rows": waiting["rows"], "outbox_oldest_seconds": waiting["oldest_seconds"]}
