"""How many stand where: what a list is narrowed to is counted by the same columns, so a number opens into its list.

A count reads at most `MOST` rows: of more nothing is told, and the reader narrows the list first.
"""

from collections.abc import Sequence
from typing import Any, Final

from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork

__all__ = ["MOST", "applications", "candidates", "partners"]

MOST: Final = 20_000
"""As many as a large county has in ten years; every row costs the row policy's comparisons."""

OF_PROGRAM: Final = "AND ($2::text IS NULL OR program = $2) LIMIT $3"
CANDIDATES: Final = filtered(
    """
SELECT state, applied, count(*) AS n FROM (
    SELECT state, applied FROM candidates WHERE {seen} AND county = ANY ($1) {also}) AS found GROUP BY 1, 2
""",
    seen=seen("candidates", "person"),
    also=OF_PROGRAM,
)
APPLICATIONS: Final = filtered(
    """
SELECT state, count(*) AS n FROM (
    SELECT state FROM applications WHERE {seen} AND ($1::text IS NULL OR county = $1) {also}) AS found GROUP BY 1
""",
    seen=seen("applications", "person"),
    also=OF_PROGRAM,
)
PARTNERS: Final = filtered(
    """
SELECT state, count(*) AS n FROM (
    SELECT CASE WHEN state = 'certified' AND suspension IS NOT NULL THEN 'suspended' ELSE state END AS state
    FROM certifications WHERE {seen} AND ($1::text IS NULL OR county = $1 OR $1 = ANY (shared_with)) {also}) AS found GROUP BY 1
""",
    seen=seen("certifications", "person"),
    also=OF_PROGRAM,
)


async def candidates(
    work: UnitOfWork, counties: Sequence[str], program: str | None
) -> dict[tuple[str, bool], int] | None:
    """Standings of these counties by state, and by whether an application goes on; None of more than `MOST`."""
    found = await _read(work, CANDIDATES, list(counties), program)
    return None if found is None else {(row["state"], row["applied"]): row["n"] for row in found}


async def applications(work: UnitOfWork, county: str | None, program: str | None) -> dict[str, int] | None:
    """Applications by state; None of more than `MOST`."""
    found = await _read(work, APPLICATIONS, county, program)
    return None if found is None else {row["state"]: row["n"] for row in found}


async def partners(work: UnitOfWork, county: str | None, program: str | None) -> dict[str, int] | None:
    """Partners by state, None of more than `MOST`; a county's are those at home there and those who serve it."""
    found = await _read(work, PARTNERS, county, program)
    return None if found is None else {row["state"]: row["n"] for row in found}


async def _read(work: UnitOfWork, statement: str, *values: Any) -> Sequence[Any] | None:
    rows: Sequence[Any] = await (await work.raw()).fetch(statement, *values, MOST + 1)
    return rows if sum(row["n"] for row in rows) <= MOST else None
