"""Versions of states' pools. Open to every reader; a version once stored never changes."""

from typing import Any

from sqlmodel import col, select, true

from matching.domain.agreements import PoolVersion
from matching.storage.tables import PoolRow
from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.events.pool import PoolPolicy
from peerbridge.programs.states import STATE_FIPS

__all__ = ["all_of", "store", "versions"]


async def versions(work: UnitOfWork) -> list[PoolVersion]:
    """All versions of all pools: a few rows each."""
    return await _read(work, true())


async def all_of(work: UnitOfWork, pool: str) -> list[PoolVersion]:
    """The versions of one pool, the oldest first."""
    return await _read(work, col(PoolRow.pool) == pool)


async def _read(work: UnitOfWork, condition: Any) -> list[PoolVersion]:
    statement = select(PoolRow).where(condition).order_by(col(PoolRow.pool), col(PoolRow.version))
    return [
        PoolVersion(row.version, STATE_FIPS[row.policy["state"]], PoolPolicy.model_validate(row.policy))
        for row in await work.session.exec(statement)
    ]


async def store(work: UnitOfWork, version: int, policy: PoolPolicy) -> None:
    """Keep a version."""
    told = policy.model_dump(mode="json")
    await rows.store(work, [PoolRow(pool=policy.pool, version=version, policy=told, published_at=work.business_now)])
