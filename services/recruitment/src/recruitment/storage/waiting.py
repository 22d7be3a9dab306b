"""What waits for a person: cases whose county nobody has said, and exits that cannot be used as they were reported."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork

__all__ = ["Waiting", "is_faulty", "listed"]

LISTED = filtered(
    """
SELECT w.id, w.id AS case_id, 'county' AS why, w.county, w.source, w.source_case, w.waiting_since AS since,
    w.opened_on, NULL::text AS removal, NULL::text AS exit, NULL::date AS closed_on
FROM cases AS w WHERE w.waiting_since IS NOT NULL AND w.id > $1 AND ($2::text IS NULL OR w.county = $2) AND {w}
UNION ALL
SELECT f.id, f.case_id, f.fault, f.county, c.source, c.source_case, NULL, f.opened_on, f.removal, f.exit, f.closed_on
FROM closures AS f JOIN cases AS c ON c.id = f.case_id
WHERE f.fault IS NOT NULL AND f.id > $1 AND ($2::text IS NULL OR f.county = $2) AND {f}
ORDER BY id LIMIT $3
""",
    w=seen("w"),
    f=seen("f"),
)
IS_FAULTY = filtered("SELECT EXISTS (SELECT FROM closures WHERE id = $1 AND {seen})", seen=seen("closures"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing on the list. `why`: `county`, or the rule that a reported exit breaks; its source has to correct that."""

    id: UUID
    case: UUID
    why: str
    county: str
    source: str
    source_case: str
    since: datetime | None
    removal: str | None
    exit: str | None
    opened_on: date | None
    closed_on: date | None


async def listed(work: UnitOfWork, *, county: str | None, after: UUID, limit: int) -> list[Waiting]:
    """What waits in the visible counties, the oldest first."""
    return [_waiting(row) for row in await (await work.raw()).fetch(LISTED, after, county, limit)]


async def is_faulty(work: UnitOfWork, closure: UUID) -> bool:
    """Whether this is a visible exit, which no county helps."""
    return bool(await (await work.raw()).fetchval(IS_FAULTY, closure))


def _waiting(row: Any) -> Waiting:
    return Waiting(
        id=row["id"],
        case=row["case_id"],
        why=row["why"],
        county=row["county"],
        source=row["source"],
        source_case=row["source_case"],
        since=row["since"],
        removal=row["removal"],
        exit=row["exit"],
        opened_on=row["opened_on"],
        closed_on=row["closed_on"],
    )
