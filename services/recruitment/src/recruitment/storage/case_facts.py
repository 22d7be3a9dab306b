"""What identification reads of cases: by person, and case by case through a county."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork
from recruitment.domain.eligibility import CaseFacts

__all__ = ["of_people", "parents_in", "withdrawn"]

OF_PEOPLE = filtered(
    """
SELECT p.person, c.id, c.county, c.correlation, c.open, c.closure, c.closed_on, c.exit_reason, c.case_type, c.referred
FROM parents AS p JOIN cases AS c ON c.id = p.case_id WHERE p.person = ANY ($1::uuid[]) AND c.waiting_since IS NULL
AND {seen}
""",
    seen=seen("c"),
)
IN_COUNTY = "SELECT id, parents FROM cases WHERE county = $1 AND id > $2 AND waiting_since IS NULL ORDER BY id LIMIT $3"
WITHDRAWN = filtered(
    "SELECT id FROM closures WHERE id = ANY ($1::uuid[]) AND withdrawn AND {seen}", seen=seen("closures")
)


async def of_people(work: UnitOfWork, people: Iterable[UUID]) -> dict[UUID, tuple[CaseFacts, ...]]:
    """The visible cases of each of these persons; a case that waits for its county does not count yet."""
    found: dict[UUID, list[CaseFacts]] = {}
    for row in await (await work.raw()).fetch(OF_PEOPLE, list(people)):
        found.setdefault(row["person"], []).append(_facts(row))
    return {person: tuple(facts) for person, facts in found.items()}


async def parents_in(work: UnitOfWork, county: str, after: UUID, limit: int) -> tuple[list[UUID], UUID | None]:
    """The parents of the next cases of a county in id order, and the last of these ids; None where there are no more."""
    found = await (await work.raw()).fetch(IN_COUNTY, county, after, limit)
    parents = [parent for row in found for parent in row["parents"]]
    return parents, found[-1]["id"] if len(found) == limit else None


async def withdrawn(work: UnitOfWork, closures: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these exits that did not happen after all."""
    wanted = list(closures)
    found = await (await work.raw()).fetch(WITHDRAWN, wanted) if wanted else ()
    return frozenset(row["id"] for row in found)


def _facts(row: Any) -> CaseFacts:
    return CaseFacts(
        case=row["id"],
        county=row["county"],
        correlation=row["correlation"],
        open=row["open"],
        closure=row["closure"],
        closed_on=row["closed_on"],
        exit_reason=row["exit_reason"],
        case_type=row["case_type"],
        referred=row["referred"],
    )
