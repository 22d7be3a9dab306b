"""The policies that applications stand under: the version in force when each was submitted stays with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.events.policy import Policy
from recruitment.domain.applications_errors import CountyNotServed
from recruitment.storage.tables import ProgramCountyRow, ProgramVersionRow

__all__ = ["Serving", "in_force", "policies_of", "serving", "zone_of"]


@dataclass(frozen=True, slots=True)
class Serving:
    """A program in a county: its time zone, today's date there, and the version in force with its policy."""

    zone: str
    today: date
    version: int
    policy: Policy


async def policies_of(work: UnitOfWork, versions: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], Policy]:
    """The policies of these versions of programs."""
    found = await rows.load(work, ProgramVersionRow, versions)
    return {key: Policy.model_validate(row.policy) for key, row in found.items()}


async def in_force(work: UnitOfWork, program: str, on: date) -> tuple[int, Policy] | None:
    """The version in force on a day and its policy; None where the program has none yet."""
    statement = select(ProgramVersionRow).where(
        col(ProgramVersionRow.program) == program, col(ProgramVersionRow.effective_on) <= on
    )
    newest = statement.order_by(col(ProgramVersionRow.version).desc())
    row = (await work.session.exec(newest.limit(1))).first()
    return (row.version, Policy.model_validate(row.policy)) if row is not None else None


async def serving(work: UnitOfWork, program: str, county: str) -> Serving:
    """What holds in a county today. Raises: CountyNotServed, where no version ever served it or none is in force."""
    zone = await zone_of(work, program, county)
    today = work.today(zone or "UTC")
    found = await in_force(work, program, today)
    if zone is None or found is None:
        raise CountyNotServed(program=program, county=county)
    return Serving(zone, today, *found)


async def zone_of(work: UnitOfWork, program: str, county: str) -> str | None:
    """The time zone of a county, as the program's latest version that serves it says; None where none does."""
    statement = select(ProgramCountyRow.zone).where(
        col(ProgramCountyRow.program) == program, col(ProgramCountyRow.county) == county
    )
    return (await work.session.exec(statement.order_by(col(ProgramCountyRow.version).desc()).limit(1))).first()
