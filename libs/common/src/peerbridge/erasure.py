"""Erasure of one person in one service: what it holds, who is erased, and the job that destroys it in chunks.

`erased` remembers the id for good. Whatever is stored about an erased person later (events in any order, a command, a restored database
that hears `PersonErased` again) is destroyed again by the same job. The answer is given after a second look, when every transaction that
did not know of the erasure yet has ended.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.erasure import ErasureDone, PersonErased
from peerbridge.jobs import CHUNK, Job, postpone, start_job, start_unless_waiting

__all__ = ["ERASE", "Erasure", "Holding", "again", "deleted", "emptied", "kept", "known"]

ERASE: Final = "erase person"
SETTLE_SECONDS: Final = 40.0  # a transaction lasts 30 s at most, and a process knows of an erasure after 2
NOTE = """
INSERT INTO erased (person, erasure, county, shared_with, correlation) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person) DO UPDATE SET erasure = excluded.erasure, correlation = excluded.correlation, noted_at = now()
"""
KNOWN = "SELECT person FROM erased WHERE noted_at > now() - make_interval(secs => $1)"
ANSWERS = """
UPDATE idempotency SET status = 410, content_type = 'application/problem+json', answer = convert_to(
    '{"type":"urn:peerbridge:problem:person-erased","title":"Person erased","status":410,"detail":"The answer named '
    'a person whose data was destroyed since. The command was carried out once; do not repeat it."}', 'UTF8')
WHERE status <> 410 AND position(convert_to($1, 'UTF8') IN answer) > 0
"""
End = Callable[[UnitOfWork, UUID], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Holding:
    """What one table holds of people. Every column stands in exactly one of the three.

    `kept`: ids, counties, dates and codes that counts and chains need, or nothing about a person; `deleted`: columns of rows that go with
    their person; `emptied`: columns of rows that stay, with the SQL of what stands there afterwards. `whose`: which rows are a person's
    ($1), as a condition.
    """

    kept: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    emptied: Mapping[str, str] = field(default_factory=dict)
    whose: str = ""

    @property
    def columns(self) -> frozenset[str]:
        """All that are declared."""
        return frozenset({*self.kept, *self.deleted, *self.emptied})

    def statement(self, table: str) -> str | None:
        """What destroys at most $2 rows' data; None where there is nothing of a person."""
        if self.deleted:
            return f'DELETE FROM "{table}" WHERE ctid = ANY (ARRAY(SELECT ctid FROM "{table}" WHERE {self.whose} LIMIT $2))'
        if not self.emptied:
            return None
        values = ", ".join(f'"{name}" = {value}' for name, value in self.emptied.items())
        full = " OR ".join(f'"{name}" IS DISTINCT FROM {value}' for name, value in self.emptied.items())
        some = f'SELECT ctid FROM "{table}" WHERE ({self.whose}) AND ({full}) LIMIT $2'
        return f'UPDATE "{table}" SET {values} WHERE ctid = ANY (ARRAY({some}))'


def kept(*columns: str) -> Holding:
    """A table without a person's data but ids."""
    return Holding(kept=columns)


def deleted(whose: str, *columns: str) -> Holding:
    """A table whose rows go with their person."""
    return Holding(deleted=columns, whose=whose)


def emptied(whose: str, columns: Mapping[str, str], *stays: str) -> Holding:
    """A table whose rows stay with these columns emptied."""
    return Holding(kept=stays, emptied=columns, whose=whose)


@dataclass(slots=True)
class _Progress:
    """Where the job stands: rows so far, and whether it has waited for the second look."""

    deleted: int = 0
    emptied: int = 0
    waited: bool = False

    @classmethod
    def of(cls, cursor: str) -> "_Progress":
        return cls(**json.loads(cursor)) if cursor else cls()

    @property
    def cursor(self) -> str:
        return json.dumps({"deleted": self.deleted, "emptied": self.emptied, "waited": self.waited})


class Erasure:
    """A service's part. `holdings` by table; `answer` says that it is done; `end` first ends what still runs for the person."""

    def __init__(self, holdings: Mapping[str, Holding], answer: type[ErasureDone], end: End | None = None) -> None:
        self.holdings, self.answer, self.end = holdings, answer, end

    async def hear(self, work: UnitOfWork, heard: Sequence[PersonErased]) -> None:
        """Remember who is erased and leave the work to a job: it may be many rows, in all counties."""
        raw = await work.raw()
        for event in heard:
            about = event.about
            values = (event.person, event.erasure, about.county, list(about.shared_with), about.correlation)
            await raw.execute(NOTE, *values)
            await start_job(work, ERASE, f"{event.person}:{event.erasure}", (about.county,))
            work.erased.add(event.person)

    async def chunk(self, work: UnitOfWork, job: Job) -> str:
        """At most a chunk of rows; then a second look after a while; then the answer."""
        person, _, erasure = job.subject.partition(":")
        progress = _Progress.of(job.cursor)
        await work.extend_to_all()
        if not progress.waited and self.end is not None and not job.cursor:
            await self.end(work, UUID(person))
        if await self._destroy(work, person, progress):
            return progress.cursor
        if erasure and not progress.waited:
            progress.waited = True
            await postpone(work, job, SETTLE_SECONDS)
            return progress.cursor
        await self._done(work, UUID(person), erasure, progress)
        return ""

    async def _destroy(self, work: UnitOfWork, person: str, progress: _Progress) -> int:
        raw, left = await work.raw(), CHUNK
        for table, holding in self.holdings.items():
            statement = holding.statement(table)
            if statement is None or left <= 0:
                continue
            rows = int((await raw.execute(statement, UUID(person), left)).split()[-1])
            left -= rows
            progress.deleted += rows if holding.deleted else 0
            progress.emptied += rows if holding.emptied else 0
        if left == CHUNK:
            await raw.execute(ANSWERS, person)
        return CHUNK - left

    async def _done(self, work: UnitOfWork, person: UUID, erasure: str, progress: _Progress) -> None:
        """Audit it, and answer whoever ordered it; what was destroyed again is audited where there was something."""
        row = await (await work.raw()).fetchrow("SELECT * FROM erased WHERE person = $1", person)
        if row is None or not (erasure or progress.deleted or progress.emptied):
            return
        work.correlation = row["correlation"]
        what = "person" if erasure else "person, again"
        work.audit(action="erase", what=what, subject=person, county=row["county"])
        if erasure:
            told = self.answer(person=person, erasure=UUID(erasure), deleted=progress.deleted, emptied=progress.emptied)
            work.announce(told, county=row["county"], shared_with=row["shared_with"], correlation=row["correlation"])


async def again(work: UnitOfWork, touched: Iterable[UUID | None]) -> None:
    """In the transaction that may have stored something about erased people: have it destroyed again."""
    for person in sorted(work.erased.intersection(touched)):
        await start_unless_waiting(work, ERASE, f"{person}:")


async def known(work: UnitOfWork, seconds: float) -> set[UUID]:
    """Who was erased in the last seconds, by whichever process."""
    return {row["person"] for row in await (await work.raw()).fetch(KNOWN, seconds)}
