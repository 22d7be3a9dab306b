"""What an organisation has confirmed to be ready, in and out; and whether anybody was hired in a county yet."""

from collections.abc import Sequence

from sqlmodel import col, delete, exists, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from recruitment.domain.checklist import Confirmation
from recruitment.storage.checklist_tables import ReadinessElementRow
from recruitment.storage.pipeline_tables import ApplicationRow

__all__ = ["confirmed", "hired_before", "retract", "store"]


async def confirmed(work: UnitOfWork, program: str, county: str) -> Sequence[Confirmation]:
    """The confirmed elements of a program in a county."""
    of_both = (col(ReadinessElementRow.county) == county, col(ReadinessElementRow.program) == program)
    found = await work.session.exec(
        select(ReadinessElementRow).where(*of_both).order_by(col(ReadinessElementRow.element))
    )
    return [Confirmation(row.element, row.confirmed_on, row.confirmed_by) for row in found]


async def store(work: UnitOfWork, program: str, county: str, made: Confirmation) -> None:
    """Keep a confirmation in place of an earlier one."""
    row = ReadinessElementRow(
        county=county,
        program=program,
        element=made.element,
        confirmed_on=made.confirmed_on,
        confirmed_by=made.confirmed_by,
    )
    await rows.store(work, [row])


async def retract(work: UnitOfWork, program: str, county: str, element: str) -> bool:
    """Take a confirmation back; whether there was one."""
    row = ReadinessElementRow
    of_one = (col(row.county) == county, col(row.program) == program, col(row.element) == element)
    return (await work.session.exec(delete(row).where(*of_one))).rowcount > 0


async def hired_before(work: UnitOfWork, program: str, county: str) -> bool:
    """Whether a program has hired anybody in a county, even if they have left."""
    row = ApplicationRow
    hired = (col(row.county) == county, col(row.program) == program, col(row.hired_on).is_not(None))
    return bool((await work.session.exec(select(exists().where(*hired)))).one())
