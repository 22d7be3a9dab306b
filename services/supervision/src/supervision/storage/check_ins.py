"""Check-ins."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from supervision.domain.check_ins import OPEN, CheckIn
from supervision.storage.mapping import rows_of, value_of
from supervision.storage.tables import CheckInRow, RelationRow

__all__ = ["late", "listed", "load", "open_of", "store"]


async def load(work: UnitOfWork, check_in: UUID) -> CheckIn | None:
    """One check-in, where visible."""
    found = (await rows.load(work, CheckInRow, [check_in])).get(check_in)
    return value_of(CheckIn, found) if found else None


async def store(work: UnitOfWork, check_ins: Iterable[CheckIn]) -> None:
    """Keep them."""
    await rows.store(work, rows_of(CheckInRow, check_ins))


async def open_of(work: UnitOfWork, matches: Iterable[UUID], *, lock: bool = True) -> list[CheckIn]:
    """The due and overdue check-ins of these matches, in the order they were set; for change unless said otherwise."""
    row = CheckInRow
    statement = (
        select(row).where(col(row.match).in_(list(matches)), col(row.state).in_(OPEN)).order_by(col(row.check_in))
    )
    return await _all(work, statement.with_for_update() if lock else statement)


async def late(work: UnitOfWork, limit: int) -> list[CheckIn]:
    """Check-ins of the scope's counties whose day has passed, for change; others at work on some skip them."""
    row = CheckInRow
    statement = select(row).where(
        col(row.state) == "due", col(row.late_at) <= work.business_now, col(row.county).in_(work.scope.counties)
    )
    return await _all(work, statement.order_by(col(row.check_in)).limit(limit).with_for_update(skip_locked=True))


async def listed(
    work: UnitOfWork,
    *,
    state: str | None,
    supervisor: UUID | None,
    match: UUID | None,
    county: str | None,
    limit: int,
    after: UUID | None,
) -> list[CheckIn]:
    """Visible check-ins, oldest first."""
    row = CheckInRow
    statement = select(row)
    for column, value in ((row.state, state), (row.match, match), (row.county, county)):
        if value is not None:
            statement = statement.where(col(column) == value)
    if supervisor is not None:
        theirs = select(RelationRow.match).where(col(RelationRow.supervisor) == supervisor)
        statement = statement.where(col(row.match).in_(theirs))
    if after is not None:
        statement = statement.where(col(row.check_in) > after)
    return await _all(work, statement.order_by(col(row.check_in)).limit(limit))


async def _all(work: UnitOfWork, statement: Any) -> list[CheckIn]:
    found = await work.session.exec(statement.execution_options(populate_existing=True))
    return [value_of(CheckIn, row) for row in found.all()]
