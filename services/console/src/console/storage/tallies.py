"""The numbers, and the events that each of them counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from console.storage.events import LAST
from console.storage.newest import in_index_order, newest
from console.storage.sql import sql
from peerbridge.database.work import UnitOfWork

__all__ = ["Asked", "Overdue", "counted", "numbers", "overdue", "parked", "standing"]

IN_PROGRAM: Final = "($2::text IS NULL OR m.program = $2 OR (m.program = '' AND m.county = ANY ($3::text[])))"
NUMBERS: Final = sql(
    """
SELECT m.county, m.state, sum(m.n)::bigint AS n FROM tally m WHERE m.county = ANY ($1::text[]) AND {in_program}
GROUP BY m.county, m.state HAVING sum(m.n) <> 0
""",
    in_program=IN_PROGRAM,
)
COUNTED: Final = """
SELECT wanted.county, found.event AS id FROM unnest($1::text[]) AS wanted (county)
CROSS JOIN LATERAL (
    SELECT m.event FROM mark m WHERE m.state = $4 AND m.county = wanted.county AND m.event < $3
    AND ($5::text IS NULL OR m.program = $5 OR (m.program = '' AND m.county = ANY ($6::text[])))
    ORDER BY m.event DESC LIMIT $2) AS found
"""
OVERDUE: Final = sql(
    """
SELECT late.* FROM unnest($1::text[]) AS wanted (county)
CROSS JOIN LATERAL (
    SELECT m.event, m.state, m.county, m.due_on, m.case_id FROM mark m
    WHERE m.state IN ('check_in_overdue', 'contact_overdue') AND m.county = wanted.county AND {in_program}
    ORDER BY m.due_on, m.event LIMIT $4) AS late
ORDER BY late.due_on, late.event LIMIT $4
""",
    in_program=IN_PROGRAM,
)
STANDING: Final = """
SELECT max(m.event::text)::uuid AS event FROM mark m
WHERE m.slot = 'case' AND m.thing = ANY ($2::text[]) AND m.county = ANY ($1::text[]) AND m.state IS NOT NULL GROUP BY m.thing
"""
PARKED: Final = "SELECT count(*) FROM parked WHERE county = ANY ($1::text[])"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose numbers: these counties; of one programme where it is named.

    A programme's numbers are those that name it, and of its `served` counties those that name none.
    """

    counties: Sequence[str]
    program: str | None = None
    served: frozenset[str] = frozenset()

    @property
    def shown(self) -> list[str]:
        """The counties whose events are shown: all, or those that the programme serves."""
        return [each for each in self.counties if self.program is None or each in self.served]

    def values(self) -> tuple[list[str], str | None, list[str]]:
        """As the statements' first three parameters."""
        return list(self.counties), self.program, sorted(self.served)


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something that was not done by its day, and the event that said so."""

    event: UUID
    state: str
    county: str
    due_on: date
    case_id: UUID | None


async def numbers(work: UnitOfWork, asked: Asked) -> dict[str, dict[str, int]]:
    """County -> stage -> how many; what is nought is left out."""
    found: dict[str, dict[str, int]] = {}
    for row in await (await work.raw()).fetch(NUMBERS, *asked.values()):
        found.setdefault(row["county"], {})[row["state"]] = row["n"]
    return found


async def counted(
    work: UnitOfWork, asked: Asked, stage: str, *, before: UUID | None = None, limit: int = 50
) -> list[UUID]:
    """The events that the number of this stage counts, newest first."""
    counties, program, served = asked.values()
    return await newest(work, COUNTED, counties, limit, before or LAST, stage, program, served)


async def overdue(work: UnitOfWork, asked: Asked, *, limit: int = 10) -> list[Overdue]:
    """What is overdue, the longest first."""
    async with in_index_order(work) as raw:
        rows = await raw.fetch(OVERDUE, *asked.values(), limit)
    return [Overdue(**dict(row)) for row in rows]


async def parked(work: UnitOfWork, counties: Sequence[str]) -> int:
    """How many of these counties' events console itself could not take in."""
    return int(await (await work.raw()).fetchval(PARKED, list(counties)))


async def standing(work: UnitOfWork, counties: Sequence[str], cases: Sequence[UUID]) -> list[UUID]:
    """The event by which each of these cases is open or closed."""
    rows = await (await work.raw()).fetch(STANDING, list(counties), [str(case) for case in cases])
    return [row["event"] for row in rows]
