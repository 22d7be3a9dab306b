"""Support sessions of partners."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from supervision.domain.sessions import Session
from supervision.storage.mapping import rows_of, value_of
from supervision.storage.tables import SessionRow

__all__ = ["due_of", "late", "listed", "lock", "store"]


async def lock(work: UnitOfWork, session: UUID) -> Session | None:
    """One session, where visible, for change."""
    found = (await rows.lock(work, SessionRow, [session])).get(session)
    return value_of(Session, found) if found else None


async def store(work: UnitOfWork, sessions: Iterable[Session]) -> None:
    """Keep them."""
    await rows.store(work, rows_of(SessionRow, sessions))


async def due_of(work: UnitOfWork, partners: Iterable[UUID]) -> list[Session]:
    """The sessions that these partners are still expected at, for change."""
    row = SessionRow
    statement = select(row).where(col(row.partner).in_(list(partners)), col(row.state) == "due")
    return await _all(work, statement.order_by(col(row.session)).with_for_update())


async def late(work: UnitOfWork, limit: int) -> list[Session]:
    """Sessions of the scope's counties whose day has passed, for change; others at work on some skip them."""
    row = SessionRow
    statement = select(row).where(
        col(row.state) == "due", col(row.late_at) <= work.business_now, col(row.county).in_(work.scope.counties)
    )
    return await _all(work, statement.order_by(col(row.session)).limit(limit).with_for_update(skip_locked=True))


async def listed(
    work: UnitOfWork, *, state: str | None, partner: UUID | None, county: str | None, limit: int, after: UUID | None
) -> list[Session]:
    """Visible sessions, oldest first."""
    row = SessionRow
    statement = select(row)
    for column, value in ((row.state, state), (row.partner, partner), (row.county, county)):
        if value is not None:
            statement = statement.where(col(column) == value)
    if after is not None:
        statement = statement.where(col(row.session) > after)
    return await _all(work, statement.order_by(col(row.session)).limit(limit))


async def _all(work: UnitOfWork, statement: Any) -> list[Session]:
    found = await work.session.exec(statement.execution_options(populate_existing=True))
    return [value_of(Session, row) for row in found.all()]
