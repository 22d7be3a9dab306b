"""Entries of the directory that may be one person's, and those that a person has found to be two."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import col, delete

from notification.domain.likeness import likeness
from notification.domain.person import Person
from notification.storage.tables import DistinctRow, LikenessRow
from peerbridge.database import rows
from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork

__all__ = ["Pair", "listed", "note", "tell_apart"]

LISTED: Final = filtered(
    """
SELECT a.person AS one, b.person AS other, array_agg(a.kind ORDER BY a.kind) AS same
FROM likeness a JOIN likeness b ON a.digest = b.digest AND a.person < b.person
WHERE {a} AND {b} AND (a.person, b.person) > ($1, $2) AND ($3::text IS NULL OR a.county = $3 OR b.county = $3)
AND ($4::text IS NULL OR a.kind = $4)
AND NOT EXISTS (SELECT FROM distinct_people d WHERE d.one = a.person AND d.other = b.person)
GROUP BY a.person, b.person ORDER BY a.person, b.person LIMIT $5
""",
    a=seen("a"),
    b=seen("b"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries and what they have in common."""

    one: UUID
    other: UUID
    same: tuple[str, ...]


async def note(work: UnitOfWork, person: Person) -> None:
    """Keep what this entry may have in common with others, as it is now."""
    await work.session.exec(delete(LikenessRow).where(col(LikenessRow.person) == person.person))
    told = likeness(person).items()
    await rows.store(
        work,
        [LikenessRow(person=person.person, county=person.county, kind=kind, digest=digest) for kind, digest in told],
    )


async def listed(
    work: UnitOfWork, *, county: str | None, kind: str | None, after: tuple[UUID, UUID], limit: int
) -> Sequence[Pair]:
    """Visible pairs in the order of their ids; `kind`: only those that have this in common."""
    found = await (await work.raw()).fetch(LISTED, *after, county, kind, limit)
    return [Pair(row["one"], row["other"], tuple(row["same"])) for row in found]


async def tell_apart(work: UnitOfWork, one: Person, other: Person) -> None:
    """Keep that these are two people."""
    row = DistinctRow(
        one=one.person, other=other.person, county=one.county, shared_with=sorted({other.county} - {one.county}),
        decided_by=work.actor, decided_at=work.business_now,
    )  # fmt: skip
    await rows.store(work, [row])
