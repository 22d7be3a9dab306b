"""Applications in and out. A step locks the application's row first, so two people deciding at once are told apart."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlmodel import col, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.events.candidates import EmploymentModel
from peerbridge.events.policy_selection import Employer
from recruitment.domain.applications import Application, ApplicationState, Cleared
from recruitment.storage.pipeline_tables import GOES_ON, ApplicationRow

__all__ = ["going_on", "listed", "load", "lock", "of_person", "several", "store"]

DAYS = ("decided_on", "valid_until")


async def load(work: UnitOfWork, application: UUID) -> Application:
    """A visible application. Raises: NotVisible."""
    return _one(await rows.load(work, ApplicationRow, [application]), application)


async def going_on(work: UnitOfWork, wanted: Collection[tuple[UUID, str]]) -> Mapping[tuple[UUID, str], Application]:
    """The visible applications that go on of these persons to these programs, locked in the order of their ids."""
    persons, programs = {person for person, _ in wanted}, {program for _, program in wanted}
    statement = select(ApplicationRow.id).where(
        col(ApplicationRow.person).in_(persons), col(ApplicationRow.program).in_(programs), GOES_ON
    )
    ids = (await work.session.exec(statement)).all()
    locked = [_of(row) for row in (await rows.lock(work, ApplicationRow, ids)).values()]
    return {(each.person, each.program): each for each in locked if each.goes_on}


async def several(work: UnitOfWork, applications: Sequence[UUID], *, lock: bool = False) -> Sequence[Application]:
    """The visible ones of these, in their order; where asked for, locked until the transaction ends."""
    found = await rows.load(work, ApplicationRow, applications, lock_rows=lock)
    return [_of(found[each]) for each in applications if each in found]


async def lock(work: UnitOfWork, application: UUID) -> Application:
    """The same, locked until the transaction ends. Raises: NotVisible."""
    return _one(await rows.lock(work, ApplicationRow, [application]), application)


async def of_person(work: UnitOfWork, person: UUID, program: str) -> tuple[Application, ...]:
    """All applications of a person to a program, the oldest first."""
    of_both = (col(ApplicationRow.person) == person, col(ApplicationRow.program) == program)
    found = await work.session.exec(select(ApplicationRow).where(*of_both).order_by(col(ApplicationRow.id)))
    return tuple(_of(row) for row in found)


async def store(work: UnitOfWork, application: Application) -> None:
    """Keep an application as it is now."""
    await rows.store(work, [_row(application)])


async def listed(
    work: UnitOfWork, filters: Mapping[str, object], after: UUID | None, limit: int
) -> Sequence[Application]:
    """Visible applications, the oldest first, after an id; `filters` are columns and values, None for any."""
    statement = select(ApplicationRow)
    for name, value in filters.items():
        if value is not None:
            statement = statement.where(col(getattr(ApplicationRow, name)) == value)
    if after is not None:
        statement = statement.where(col(ApplicationRow.id) > after)
    found = await work.session.exec(statement.order_by(col(ApplicationRow.id)).limit(limit))
    return [_of(row) for row in found]


def _one(found: Mapping[Any, ApplicationRow], application: UUID) -> Application:
    if application not in found:
        raise NotVisible
    return _of(found[application])


def _of(row: ApplicationRow) -> Application:
    return Application(
        id=row.id,
        person=row.person,
        program=row.program,
        county=row.county,
        zone=row.zone,
        version=row.version,
        submitted_on=row.submitted_on,
        state=ApplicationState(row.state),
        cleared={check: _cleared(days) for check, days in row.cleared.items()},
        employment=cast("EmploymentModel | None", row.employment),
        employer=cast("Employer | None", row.employer),
        hired_on=row.hired_on,
        closed_on=row.closed_on,
    )


def _row(application: Application) -> ApplicationRow:
    return ApplicationRow(
        id=application.id,
        person=application.person,
        program=application.program,
        county=application.county,
        zone=application.zone,
        version=application.version,
        submitted_on=application.submitted_on,
        state=application.state.value,
        cleared={check: asdict(each) for check, each in application.cleared.items()},
        employment=application.employment,
        employer=application.employer,
        hired_on=application.hired_on,
        closed_on=application.closed_on,
    )


def _cleared(said: Mapping[str, Any]) -> Cleared:
    decided_on, valid_until = (date.fromisoformat(day) if (day := said[name]) else None for name in DAYS)
    return Cleared(cast("date", decided_on), valid_until, review=said.get("review", False))
