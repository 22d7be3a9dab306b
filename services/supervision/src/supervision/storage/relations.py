"""Matches under supervision, and their contacts."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from supervision.domain.relation import Relation
from supervision.storage.mapping import rows_of, value_of
from supervision.storage.tables import ContactRow, RelationRow

__all__ = [
    "late",
    "listed",
    "load",
    "lock",
    "note_contact",
    "of_cases",
    "of_partners",
    "store",
    "supervised_by",
    "waiting",
]


async def lock(work: UnitOfWork, matches: Iterable[UUID]) -> dict[UUID, Relation]:
    """These relations, where known, for change."""
    found = await rows.lock(work, RelationRow, matches)
    return {match: value_of(Relation, row) for match, row in found.items()}


async def load(work: UnitOfWork, matches: Iterable[UUID]) -> dict[UUID, Relation]:
    """These relations, where known."""
    found = await rows.load(work, RelationRow, matches)
    return {match: value_of(Relation, row) for match, row in found.items()}


async def store(work: UnitOfWork, relations: Iterable[Relation]) -> None:
    """Keep them."""
    await rows.store(work, rows_of(RelationRow, relations))


async def waiting(work: UnitOfWork, limit: int, *, programs: Sequence[str] | None = None) -> list[Relation]:
    """Relations of the scope's counties that lack a policy or a supervisor, for change.

    Others at work on some skip them.
    """
    row = RelationRow
    statement = select(row).where(
        col(row.waiting_for).in_(("policy", "supervisor")), col(row.county).in_(_counties(work))
    )
    if programs is not None:
        statement = statement.where(col(row.program).in_(programs))
    return await _free(work, statement.order_by(col(row.match)), limit)


async def late(work: UnitOfWork, limit: int) -> list[Relation]:
    """Relations whose first contact is late and not yet announced so, for change."""
    row = RelationRow
    statement = select(row).where(
        col(row.first_contact_made_on).is_(None),
        col(row.first_contact_overdue).is_(False),
        col(row.ended_on).is_(None),
        col(row.late_at) <= work.business_now,
        col(row.county).in_(_counties(work)),
    )
    return await _free(work, statement.order_by(col(row.match)), limit)


async def supervised_by(work: UnitOfWork, supervisor: UUID, *, outside: Sequence[str] = ()) -> list[Relation]:
    """Running relations of a supervisor, in other counties than these, for change."""
    row = RelationRow
    statement = select(row).where(
        col(row.supervisor) == supervisor, col(row.ended_on).is_(None), col(row.county).not_in(outside)
    )
    return await _all(work, statement.order_by(col(row.match)).with_for_update())


async def of_cases(work: UnitOfWork, cases: Iterable[UUID]) -> list[Relation]:
    """Relations about these cases, for change."""
    row = RelationRow
    return await _all(
        work, select(row).where(col(row.case).in_(list(cases))).order_by(col(row.match)).with_for_update()
    )


async def of_partners(work: UnitOfWork, partners: Iterable[UUID]) -> list[Relation]:
    """Running relations of these partners, for change."""
    row = RelationRow
    statement = select(row).where(col(row.partner).in_(list(partners)), col(row.ended_on).is_(None))
    return await _all(work, statement.order_by(col(row.match)).with_for_update())


async def listed(
    work: UnitOfWork,
    *,
    supervisor: UUID | None,
    partner: UUID | None,
    county: str | None,
    waiting: bool | None,
    ended: bool,
    limit: int,
    after: UUID | None,
) -> list[Relation]:
    """Visible relations, oldest first."""
    row = RelationRow
    statement = select(row).where(col(row.ended_on).is_not(None) if ended else col(row.ended_on).is_(None))
    for column, value in ((row.supervisor, supervisor), (row.partner, partner), (row.county, county)):
        if value is not None:
            statement = statement.where(col(column) == value)
    if waiting is not None:
        statement = statement.where(col(row.waiting_for).is_not(None) if waiting else col(row.waiting_for).is_(None))
    if after is not None:
        statement = statement.where(col(row.match) > after)
    return await _all(work, statement.order_by(col(row.match)).limit(limit))


async def note_contact(work: UnitOfWork, relation: Relation, contact: UUID, kind: str, on: date) -> None:
    """Keep a contact."""
    row = ContactRow(
        contact=contact,
        match=relation.match,
        county=relation.county,
        shared_with=list(relation.shared_with),
        partner=relation.partner,
        kind=kind,
        held_on=on,
        entered_at=work.business_now,
    )
    await rows.store(work, [row])


def _counties(work: UnitOfWork) -> tuple[str, ...]:
    return work.scope.counties


async def _free(work: UnitOfWork, statement: Any, limit: int) -> list[Relation]:
    return await _all(work, statement.limit(limit).with_for_update(skip_locked=True))


async def _all(work: UnitOfWork, statement: Any) -> list[Relation]:
    found = await work.session.exec(statement.execution_options(populate_existing=True))
    return [value_of(Relation, row) for row in found.all()]
