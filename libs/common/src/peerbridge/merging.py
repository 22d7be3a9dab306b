"""Two ids of one person become one in a service: what stands under the merged id moves to the kept one.

`merged` remembers the id for good as another name of the kept one. Whatever is stored under it later (events of other topics in any order,
a transaction that did not know yet, a restored database) is moved by the same job. There is no way back: a person decides (decision 27).
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from peerbridge import erasure
from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import CandidatesMerged
from peerbridge.jobs import Job, postpone, start_job, start_unless_waiting

__all__ = [
    "MERGE",
    "Joined",
    "Merging",
    "again",
    "by_kept_ids",
    "joined",
    "kept_ids",
    "known",
    "note",
    "start",
    "stays",
]

MERGE: Final = "merge person"
NOTE = """
WITH root AS (SELECT coalesce((SELECT kept FROM merged WHERE person = $2), $2) AS kept),
     older AS (UPDATE merged SET kept = root.kept, noted_at = now() FROM root WHERE merged.kept = $1)
INSERT INTO merged (person, kept) SELECT $1, kept FROM root
ON CONFLICT (person) DO UPDATE SET kept = excluded.kept, noted_at = now()
"""
KEPT = "SELECT person, kept FROM merged WHERE person = ANY ($1::uuid[])"
KNOWN = "SELECT person, kept FROM merged WHERE noted_at > now() - make_interval(secs => $1)"
Also = Callable[[UnitOfWork, UUID, UUID], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Joined:
    """How one table's rows of the merged id ($1) become the kept one's ($2).

    `ids`, `lists`: columns that move; `unique`: what else makes a row the only one of its person, and where both ids have such a row the
    kept one's stays, after `first` has taken over from the other what must not be lost; `stays`: columns left as they are.
    """

    table: str
    ids: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    unique: tuple[str, ...] | None = None
    first: str = ""
    stays: tuple[str, ...] = ()

    def statements(self) -> Iterator[str]:
        """In their order."""
        if self.first:
            yield self.first
        for name in self.ids:
            if self.unique is not None:
                same = "".join(f' AND m."{each}" = k."{each}"' for each in self.unique)
                yield f'DELETE FROM "{self.table}" m USING "{self.table}" k WHERE m."{name}" = $1 AND k."{name}" = $2{same}'
            yield f'UPDATE "{self.table}" SET "{name}" = $2 WHERE "{name}" = $1'
        for name in self.lists:
            once = f'ARRAY(SELECT DISTINCT unnest(array_replace("{name}", $1::uuid, $2::uuid)) ORDER BY 1)'
            yield f'UPDATE "{self.table}" SET "{name}" = {once} WHERE $1 = ANY ("{name}")'


def joined(table: str, *ids: str, unique: Sequence[str] | None = None, first: str = "") -> Joined:
    """A table whose `ids` move."""
    return Joined(table, ids, unique=None if unique is None else tuple(unique), first=first)


def stays(table: str, *columns: str) -> Joined:
    """A table whose ids stay as they are."""
    return Joined(table, stays=columns)


@dataclass(frozen=True, slots=True)
class Merging:
    """A service's part: how its tables join, and what follows (`also`) in the same transaction."""

    tables: Sequence[Joined]
    also: Also | None = field(default=None)

    async def hear(self, work: UnitOfWork, heard: Sequence[CandidatesMerged]) -> None:
        """Remember it and leave the moving to a job: it may concern all counties."""
        for event in heard:
            await note(work, event.merged, event.kept)
            await start(work, event.merged, (event.about.county,))

    async def chunk(self, work: UnitOfWork, job: Job) -> str:
        """Move; then a second look, when every transaction that did not know of it has ended."""
        merged = UUID(job.subject.rstrip(":"))
        kept = (await kept_ids(work, [merged])).get(merged)
        if kept is None:
            return ""
        await work.extend_to_all()
        await self.join(work, merged, kept)
        if job.cursor or job.subject.endswith(":"):
            return ""
        await postpone(work, job, erasure.SETTLE_SECONDS)
        return "again"

    async def join(self, work: UnitOfWork, merged: UUID, kept: UUID) -> None:
        """Move every row that this transaction sees."""
        raw = await work.raw()
        for table in self.tables:
            for statement in table.statements():
                await raw.execute(statement, *((merged, kept) if "$2" in statement else (merged,)))
        if self.also is not None:
            await self.also(work, merged, kept)


async def note(work: UnitOfWork, merged: UUID, kept: UUID) -> None:
    """From now on the one id is another name of the other. Chains end at the last one kept, in whatever order they are heard."""
    await (await work.raw()).execute(NOTE, merged, kept)


async def start(work: UnitOfWork, merged: UUID, counties: tuple[str, ...]) -> None:
    """Have everything moved, and looked at a second time."""
    await start_job(work, MERGE, str(merged), counties)


async def kept_ids(work: UnitOfWork, people: Iterable[UUID]) -> dict[UUID, UUID]:
    """Those of these ids that were merged, with the ids kept."""
    return {row["person"]: row["kept"] for row in await (await work.raw()).fetch(KEPT, list(people))}


async def by_kept_ids(work: UnitOfWork, people: Sequence[UUID]) -> tuple[UUID, ...]:
    """These people, each once and in this order, by the ids kept: what a command is to store names nobody by another id."""
    kept = await kept_ids(work, people) if people else {}
    return tuple(dict.fromkeys(kept.get(each, each) for each in people))


async def again(work: UnitOfWork, touched: Iterable[UUID | None]) -> None:
    """In the transaction that may have stored something under merged ids: have it moved again."""
    for person in sorted(work.merged.keys() & set(touched)):
        await start_unless_waiting(work, MERGE, f"{person}:")


async def known(work: UnitOfWork, seconds: float) -> dict[UUID, UUID]:
    """Who was merged in the last seconds, by whichever process, and the id that was kept."""
    return {row["person"]: row["kept"] for row in await (await work.raw()).fetch(KNOWN, seconds)}
