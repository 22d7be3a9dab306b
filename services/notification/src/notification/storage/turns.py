"""Whose turn it is. A turn taken is a lease: when it ends without an outcome, the message's turn comes again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import and_, col, delete, or_, select, update

from notification.storage.tables import TurnRow
from peerbridge.clock import real_now
from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork

__all__ = ["drop", "due", "hasten", "hold", "store", "turn"]


def turn(delivery: Any, *, at: datetime, in_business_time: bool = False, handing_over: bool = False) -> TurnRow:
    """The turn of a message at an instant."""
    return TurnRow(
        delivery=delivery.delivery,
        person=delivery.person,
        county=delivery.county,
        in_business_time=in_business_time,
        due_at=at,
        handing_over=handing_over,
    )


async def due(work: UnitOfWork, limit: int) -> Sequence[TurnRow]:
    """Up to `limit` turns that have come, for change; those that another sender looks at are skipped."""
    row = TurnRow
    come = or_(
        and_(col(row.in_business_time).is_(False), col(row.due_at) <= real_now()),
        and_(col(row.in_business_time).is_(True), col(row.due_at) <= work.business_now),
    )
    statement = select(row).where(come).order_by(col(row.due_at)).limit(limit).with_for_update(skip_locked=True)
    return (await work.session.exec(statement)).all()


async def hold(work: UnitOfWork, deliveries: Iterable[UUID]) -> None:
    """Wait for, and keep, the turns of these messages until the transaction ends."""
    await rows.lock(work, TurnRow, deliveries)


async def store(work: UnitOfWork, turns: Iterable[TurnRow]) -> None:
    """Keep them."""
    await rows.store(work, list(turns))


async def drop(work: UnitOfWork, deliveries: Iterable[UUID]) -> None:
    """These messages are finished."""
    wanted = list(deliveries)
    if wanted:
        await work.session.exec(delete(TurnRow).where(col(TurnRow.delivery).in_(wanted)))


async def hasten(work: UnitOfWork, person: UUID) -> None:
    """Look at all that waits for a person at once: an address, quiet hours or an opt-out have changed."""
    row = TurnRow
    statement = update(row).where(col(row.person) == person, col(row.handing_over).is_(False))
    await work.session.exec(statement.values(in_business_time=False, due_at=real_now()))
