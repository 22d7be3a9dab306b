"""Whether cases are closed."""

from collections.abc import Iterable
from uuid import UUID

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from supervision.storage.tables import CaseRow

__all__ = ["load", "lock", "store"]


async def lock(work: UnitOfWork, cases: Iterable[UUID]) -> dict[UUID, CaseRow]:
    """What is known of these cases, for change."""
    return await rows.lock(work, CaseRow, cases)


async def load(work: UnitOfWork, cases: Iterable[UUID | None]) -> dict[UUID, CaseRow]:
    """What is known of these cases."""
    return await rows.load(work, CaseRow, [case for case in cases if case])


async def store(work: UnitOfWork, cases: Iterable[CaseRow]) -> None:
    """Keep them."""
    await rows.store(work, list(cases))
