"""What fans out beyond 1,000 rows is a `job` row, worked off in chunks, each its own transaction (DELIVERY, "Bounded")."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from peerbridge.clock import real_now
from peerbridge.database.engine import Database
from peerbridge.database.scope import NOTHING, Scope
from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7
from peerbridge.messaging.failures import Fate, fate_of, fingerprint

__all__ = ["CHUNK", "Job", "JobWorker", "postpone", "start_job", "start_unless_waiting"]

CHUNK = 1000
DUE = "SELECT id, counties FROM job WHERE done_at IS NULL AND next_attempt_at <= $1 AND kind = ANY ($2::text[]) ORDER BY id LIMIT 20"
TAKE = "SELECT * FROM job WHERE id = $1 AND done_at IS NULL AND next_attempt_at <= $2 FOR UPDATE SKIP LOCKED"
START = "INSERT INTO job (id, kind, subject, counties, actor, correlation) VALUES ($1, $2, $3, $4, $5, $6)"
STEP = (
    "UPDATE job SET cursor = $2, attempt = 0, failed = NULL, done_at = CASE WHEN $2 = '' THEN now() END WHERE id = $1"
)
FAIL = "UPDATE job SET attempt = attempt + 1, failed = $2, next_attempt_at = $3 WHERE id = $1"
LATER = "UPDATE job SET next_attempt_at = $2 WHERE id = $1"
WAITING = "SELECT 1 FROM job WHERE kind = $1 AND subject = $2 AND done_at IS NULL AND cursor = ''"
LONGEST_WAIT = 3600


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work: ids only. `cursor` is where the next chunk begins, empty at the start."""

    id: UUID
    kind: str
    subject: str
    counties: tuple[str, ...]
    cursor: str


JobHandler = Callable[[UnitOfWork, Job], Awaitable[str]]
"""Does one chunk of at most `CHUNK` rows; the next cursor, or an empty text when all is done."""


async def start_job(work: UnitOfWork, kind: str, subject: str, counties: tuple[str, ...]) -> UUID:
    """Leave a job to be worked off, in this transaction. One that a person's command starts is audited when it is done."""
    identifier = uuid7()
    actor = work.principal.subject if work.principal else None
    await (await work.raw()).execute(START, identifier, kind, subject, sorted(counties), actor, work.correlation)
    return identifier


async def start_unless_waiting(work: UnitOfWork, kind: str, subject: str) -> None:
    """Leave a job of no county, unless the same one has not begun yet."""
    if not await (await work.raw()).fetchval(WAITING, kind, subject):
        await start_job(work, kind, subject, ())


async def postpone(work: UnitOfWork, job: Job, seconds: float) -> None:
    """Let the job's next chunk come so much later (real time)."""
    await (await work.raw()).execute(LATER, job.id, real_now() + timedelta(seconds=seconds))


class JobWorker:
    """Works off due jobs of the kinds it knows. Any number of replicas may run it."""

    def __init__(self, handlers: Mapping[str, JobHandler], database: Database) -> None:
        self.handlers, self.database = handlers, database

    async def step(self) -> bool:
        """One chunk of every due job; whether there was any."""
        async with self.database.unit_of_work(NOTHING, read_only=True) as work:
            due = await (await work.raw()).fetch(DUE, real_now(), sorted(self.handlers))
        for row in due:
            await self._chunk(row["id"], tuple(row["counties"]))
        return bool(due)

    async def _chunk(self, identifier: UUID, counties: tuple[str, ...]) -> None:
        try:
            async with self.database.unit_of_work(Scope.of(counties)) as work:
                raw = await work.raw()
                row = await raw.fetchrow(TAKE, identifier, real_now())
                if row is not None:
                    await self._run(work, raw, row)
        except Exception as error:
            if fate_of(error) is Fate.TROUBLE:
                raise
            await self._failed(identifier, fingerprint(error))

    async def _run(self, work: UnitOfWork, raw: Any, row: Any) -> None:
        """One chunk; with the last one a person's decision has had its effect, and the audit says so."""
        work.correlation = row["correlation"] or work.correlation
        cursor = await self.handlers[row["kind"]](work, _job(row))
        await raw.execute(STEP, row["id"], cursor)
        if not cursor and row["actor"]:
            county = row["counties"][0] if len(row["counties"]) == 1 else None
            told = {"what": f"{row['kind']} for {row['actor']}", "subject": row["subject"][:200]}
            work.audit(action="job", county=county, **told)

    async def _failed(self, identifier: UUID, fault: str) -> None:
        async with self.database.unit_of_work(NOTHING) as work:
            raw = await work.raw()
            attempt = await raw.fetchval("SELECT attempt FROM job WHERE id = $1", identifier)
            wait = timedelta(seconds=min(LONGEST_WAIT, 5 * 2**attempt))
            await raw.execute(FAIL, identifier, fault, real_now() + wait)


def _job(row: Any) -> Job:
    return Job(row["id"], row["kind"], row["subject"], tuple(row["counties"]), row["cursor"])
