"""Cases, families and requests."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import and_, col, select

from matching.domain.cases import KnownCase
from matching.domain.requests import Family, SupportRequest
from matching.storage.mapping import chosen, loaded, locked, stored
from matching.storage.tables import FamilyRow, KnownCaseRow, RequestRow
from peerbridge.database.seeing import filtered
from peerbridge.database.work import UnitOfWork

__all__ = [
    "case_of",
    "cases",
    "cases_of",
    "families_of",
    "forget_unnamed",
    "lock_cases",
    "lock_requests",
    "move",
    "requests",
    "requests_of_cases",
    "requests_of_family",
    "store_cases",
    "store_families",
    "store_requests",
    "wishes_of_parent",
]

TABLES_OF_A_FAMILY = ("family", "request")
FORGET_UNNAMED = "UPDATE family SET named = true WHERE parent = $1 AND NOT named"
MOVE = 'UPDATE "{table}" SET county = $2 WHERE "case" = $1 AND county <> $2'
MOVE_PAIR = """
UPDATE "{table}"
SET county = $2, shared_with = CASE WHEN shared_with = '{}' THEN ARRAY[county] ELSE array_remove(shared_with, $2) END
WHERE {which} AND county <> $2
"""
"""Seen in the partner's county too: it is named where it is another than the family's."""
PAIRS_OF_A_CASE = (
    filtered(MOVE_PAIR, table="former", which='"match" IN (SELECT "match" FROM "match" WHERE "case" = $1)'),
    *(filtered(MOVE_PAIR, table=table, which='"case" = $1') for table in ("proposal", "match")),
)
MOVE_WAITING = 'UPDATE waiting SET county = $2 WHERE request IN (SELECT request FROM request WHERE "case" = $1)'
MOVE_HOLDS = """
UPDATE hold SET family_county = $2, shared_with = array_append(array_remove(shared_with, $2), $2)
WHERE released_at IS NULL AND request IN (SELECT request FROM request WHERE "case" = $1)
"""


async def lock_cases(work: UnitOfWork, cases_: Iterable[UUID]) -> dict[UUID, KnownCase]:
    """What is known of these cases, locked."""
    return await locked(work, KnownCase, KnownCaseRow, cases_)


async def cases(work: UnitOfWork, cases_: Iterable[UUID]) -> dict[UUID, KnownCase]:
    """What is known of these cases."""
    return await loaded(work, KnownCase, KnownCaseRow, cases_)


async def case_of(work: UnitOfWork, case: UUID) -> KnownCase | None:
    """What is known of one case, as far as it is visible."""
    return (await cases(work, [case])).get(case)


async def store_cases(work: UnitOfWork, values: Iterable[KnownCase]) -> None:
    """Keep these cases."""
    await stored(work, KnownCaseRow, values)


async def cases_of(work: UnitOfWork, requests: Iterable[UUID]) -> dict[UUID, UUID]:
    """Request -> its case."""
    wanted = select(RequestRow.request, RequestRow.case).where(col(RequestRow.request).in_(sorted(set(requests))))
    return dict((await work.session.exec(wanted)).all())


async def families_of(work: UnitOfWork, case: UUID) -> list[Family]:
    """The families made for a case."""
    statement = select(FamilyRow).where(col(FamilyRow.case) == case).order_by(col(FamilyRow.family))
    return await chosen(work, Family, statement)


async def store_families(work: UnitOfWork, values: Iterable[Family]) -> None:
    """Keep these families."""
    await stored(work, FamilyRow, values)


async def requests(work: UnitOfWork, wanted: Iterable[UUID]) -> dict[UUID, SupportRequest]:
    """These requests as far as they are visible."""
    return await loaded(work, SupportRequest, RequestRow, wanted)


async def lock_requests(work: UnitOfWork, requests: Iterable[UUID]) -> dict[UUID, SupportRequest]:
    """These requests, locked."""
    return await locked(work, SupportRequest, RequestRow, requests)


async def requests_of_family(work: UnitOfWork, family: Family | SupportRequest) -> list[SupportRequest]:
    """All requests of a family, oldest first: of its parent in its case, under whichever id of the two before they were one person."""
    return await _requests(work, and_(col(RequestRow.case) == family.case, col(RequestRow.parent) == family.parent))


async def forget_unnamed(work: UnitOfWork, parent: UUID) -> None:
    """Whoever is meant by "the parent of this case" from now on, it is not this one."""
    await (await work.raw()).execute(FORGET_UNNAMED, parent)


async def wishes_of_parent(work: UnitOfWork, parent: UUID) -> list[SupportRequest]:
    """A parent's requests that are open or matched, in whatever cases, oldest first, locked."""
    current = col(RequestRow.state).in_(("open", "matched"))
    return await _requests(work, and_(col(RequestRow.parent) == parent, current), lock=True)


async def requests_of_cases(work: UnitOfWork, cases_: Iterable[UUID]) -> list[SupportRequest]:
    """All requests of families of these cases, oldest first, locked."""
    return await _requests(work, col(RequestRow.case).in_(sorted(set(cases_))), lock=True)


async def _requests(work: UnitOfWork, condition: Any, *, lock: bool = False) -> list[SupportRequest]:
    statement = select(RequestRow).where(condition).order_by(col(RequestRow.request))
    return await chosen(work, SupportRequest, statement.with_for_update() if lock else statement)


async def store_requests(work: UnitOfWork, values: Iterable[SupportRequest]) -> None:
    """Keep these requests."""
    await stored(work, RequestRow, values)


async def move(work: UnitOfWork, case: UUID, county: str) -> None:
    """Count everything of a case in another county: both are in the scope of the fact that says so."""
    raw = await work.raw()
    for table in TABLES_OF_A_FAMILY:
        await raw.execute(MOVE.format(table=table), case, county)
    for statement in PAIRS_OF_A_CASE:
        await raw.execute(statement, case, county)
    await raw.execute(MOVE_WAITING, case, county)
    await raw.execute(MOVE_HOLDS, case, county)
    work.counties.add(county)
