"""Orders to erase, answers to them, legal holds, and who is in a running match."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from notification.domain.erasure import Answer, Order
from notification.storage.mapping import rows_of, value_of
from notification.storage.tables import ErasureAnswerRow, ErasureRow, HoldRow
from peerbridge.database import rows
from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork

__all__ = [
    "add", "answered", "answers", "engage", "hold", "in_a_match", "listed", "of_person", "on_hold", "release",
]  # fmt: skip

ENGAGE = """
INSERT INTO engagements (match, person, ended) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bool[])
ON CONFLICT (match, person) DO UPDATE SET ended = engagements.ended OR excluded.ended
"""
ANSWERED = """
INSERT INTO erasure_answers AS a (erasure, county, shared_with, service, answered_at, deleted, emptied, times)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
ON CONFLICT (erasure, service) DO UPDATE SET times = a.times + 1,
    deleted = a.deleted + excluded.deleted, emptied = a.emptied + excluded.emptied
"""
LISTED = filtered(
    """
SELECT * FROM erasures WHERE {seen} AND ($1::text IS NULL OR county = $1) AND ($2::uuid IS NULL OR erasure > $2)
AND ($3::timestamptz IS NULL OR ordered_at < $3 AND
     (SELECT count(*) FROM erasure_answers a WHERE a.erasure = erasures.erasure) < $4) ORDER BY erasure LIMIT $5
""",
    seen=seen("erasures"),
)
RELEASE = filtered("DELETE FROM legal_holds WHERE {seen} AND person = $1", seen=seen("legal_holds"))


async def add(work: UnitOfWork, order: Order) -> None:
    """Keep an order."""
    await rows.store(work, rows_of(ErasureRow, [order]))


async def of_person(work: UnitOfWork, person: UUID) -> Order | None:
    """The visible order about a person."""
    found = (await work.session.exec(select(ErasureRow).where(col(ErasureRow.person) == person))).first()
    return value_of(Order, found) if found else None


async def listed(
    work: UnitOfWork, *, county: str | None, after: UUID | None, late: datetime | None, services: int, limit: int
) -> list[Order]:
    """Visible orders, oldest first; with `late` those from before that instant that somebody has not answered."""
    found = await (await work.raw()).fetch(LISTED, county, after, late, services, limit)
    names = Order.__dataclass_fields__
    return [Order(**{**{name: row[name] for name in names}, "shared_with": tuple(row["shared_with"])}) for row in found]


async def answered(work: UnitOfWork, answer: Answer) -> None:
    """Keep an answer; one that comes again adds to the first."""
    at = (answer.service, answer.answered_at, answer.deleted, answer.emptied)
    await (await work.raw()).execute(ANSWERED, answer.erasure, answer.county, list(answer.shared_with), *at)
    work.counties.add(answer.county)


async def answers(work: UnitOfWork, erasures: Iterable[UUID]) -> dict[UUID, list[Answer]]:
    """The visible answers to orders."""
    statement = select(ErasureAnswerRow).where(col(ErasureAnswerRow.erasure).in_(list(erasures)))
    told: dict[UUID, list[Answer]] = {}
    for row in (await work.session.exec(statement)).all():
        told.setdefault(row.erasure, []).append(value_of(Answer, row))
    return told


async def engage(work: UnitOfWork, told: Sequence[tuple[UUID, UUID, bool]]) -> None:
    """Keep who is in which match, and whether it has ended: once ended it stays so, in whatever order it is heard."""
    last: dict[tuple[UUID, UUID], bool] = {}
    for match, person, ended in told:
        last[match, person] = last.get((match, person), False) or ended
    ordered = sorted((match, person, ended) for (match, person), ended in last.items())
    if ordered:
        await (await work.raw()).execute(ENGAGE, *map(list, zip(*ordered, strict=True)))


async def in_a_match(work: UnitOfWork, person: UUID) -> UUID | None:
    """A running match of this person, whichever county it counts in."""
    statement = "SELECT match FROM engagements WHERE person = $1 AND NOT ended ORDER BY match LIMIT 1"
    found: UUID | None = await (await work.raw()).fetchval(statement, person)
    return found


async def on_hold(work: UnitOfWork, person: UUID) -> HoldRow | None:
    """The visible legal hold on a person's data."""
    return (await rows.load(work, HoldRow, [person])).get(person)


async def hold(work: UnitOfWork, person: UUID, county: str, reference: str, by: str) -> None:
    """Keep a hold."""
    row = HoldRow(person=person, county=county, reference=reference, ordered_by=by, since=work.business_now)
    await rows.store(work, [row])


async def release(work: UnitOfWork, person: UUID) -> bool:
    """Lift a hold; whether there was one."""
    status: str = await (await work.raw()).execute(RELEASE, person)
    return not status.endswith(" 0")
