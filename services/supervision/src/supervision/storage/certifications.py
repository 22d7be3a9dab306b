"""Partners' places in programs."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from supervision.domain.certification import Certification
from supervision.storage.mapping import rows_of, value_of
from supervision.storage.tables import CertificationRow

__all__ = ["Key", "load", "lock", "store", "unplanned"]

Key = tuple[UUID, str]


async def lock(work: UnitOfWork, keys: Iterable[Key]) -> dict[Key, Certification]:
    """These certifications, where known, for change."""
    found = await rows.lock(work, CertificationRow, keys)
    return {key: value_of(Certification, row) for key, row in found.items()}


async def load(work: UnitOfWork, keys: Iterable[Key]) -> dict[Key, Certification]:
    """These certifications, where known and visible."""
    found = await rows.load(work, CertificationRow, keys)
    return {key: value_of(Certification, row) for key, row in found.items()}


async def store(work: UnitOfWork, certifications: Iterable[Certification]) -> None:
    """Keep them."""
    await rows.store(work, rows_of(CertificationRow, certifications))


async def unplanned(work: UnitOfWork, limit: int, *, programs: Iterable[str] | None = None) -> list[Certification]:
    """Certifications of the scope's counties whose sessions have not been begun, for change."""
    row = CertificationRow
    statement = select(row).where(
        col(row.planned).is_(False), col(row.valid_until).is_not(None), col(row.county).in_(work.scope.counties)
    )
    if programs is not None:
        statement = statement.where(col(row.program).in_(list(programs)))
    ordered: Any = statement.order_by(col(row.partner), col(row.program)).limit(limit).with_for_update(skip_locked=True)
    found = await work.session.exec(ordered.execution_options(populate_existing=True))
    return [value_of(Certification, each) for each in found.all()]
