"""Versions of policies. Open to every reader; a version once stored never changes."""

from collections.abc import Iterable

from sqlmodel import col, select

from matching.domain.programs import Program
from matching.storage.mapping import chosen, stored
from matching.storage.tables import ProgramRow
from peerbridge.database.work import UnitOfWork

__all__ = ["store", "versions"]


async def versions(work: UnitOfWork) -> list[Program]:
    """All versions of all programmes: a few rows each."""
    order = (col(ProgramRow.program), col(ProgramRow.version))
    return await chosen(work, Program, select(ProgramRow).order_by(*order))


async def store(work: UnitOfWork, programs: Iterable[Program]) -> None:
    """Keep these versions."""
    await stored(work, ProgramRow, programs)
