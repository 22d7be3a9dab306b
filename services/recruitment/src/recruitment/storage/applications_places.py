"""Who holds a place in a program's headcount, over all its counties (P11, P15). Ids only, so no county hides one."""

from sqlmodel import col, delete, func, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from recruitment.domain.applications import Application
from recruitment.storage.pipeline_tables import StaffPlaceRow

__all__ = ["free", "take", "taken"]


async def taken(work: UnitOfWork, program: str) -> int:
    """How many places are held; nobody else takes one until the transaction ends."""
    await work.lock(f"staff places of {program}")
    statement = select(func.count()).select_from(StaffPlaceRow).where(col(StaffPlaceRow.program) == program)
    return (await work.session.exec(statement)).one()


async def take(work: UnitOfWork, application: Application) -> None:
    """Hold a place."""
    await rows.store(work, [StaffPlaceRow(application=application.id, program=application.program)])


async def free(work: UnitOfWork, application: Application) -> None:
    """Give a place back, if one is held."""
    await work.session.exec(delete(StaffPlaceRow).where(col(StaffPlaceRow.application) == application.id))
