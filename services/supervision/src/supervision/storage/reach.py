"""Whether messages reach people, as notification says."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, or_, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from supervision.storage.tables import ReachRow

__all__ = ["lock", "store", "unreached"]


async def lock(work: UnitOfWork, keys: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], ReachRow]:
    """What these counties know of these people, for change."""
    return await rows.lock(work, ReachRow, keys)


async def unreached(work: UnitOfWork, people: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these people whom messages do not reach, as far as it is visible."""
    row = ReachRow
    fails = or_(col(row.failed).is_not(None), col(row.opted_out))
    statement = select(row.person).where(col(row.person).in_(list(people)), fails)
    return frozenset((await work.session.exec(statement)).all())


async def store(work: UnitOfWork, reaches: Iterable[ReachRow]) -> None:
    """Keep them."""
    await rows.store(work, list(reaches))
