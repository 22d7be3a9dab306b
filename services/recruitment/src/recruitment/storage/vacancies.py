"""Vacancies in and out."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlmodel import col, delete, func, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.events.policy_selection import Modality
from recruitment.domain.vacancies import Vacancy
from recruitment.storage.demographic_tables import VacancyPlacesRow, VacancyRow

__all__ = ["listed", "lock", "looked_for", "store"]


async def lock(work: UnitOfWork, vacancy: UUID) -> Vacancy:
    """A visible vacancy, locked until the transaction ends. Raises: NotVisible."""
    found = await rows.lock(work, VacancyRow, [vacancy])
    if vacancy not in found:
        raise NotVisible
    return _of(found[vacancy])


async def looked_for(work: UnitOfWork, program: str) -> int:
    """Places of a program's open vacancies, over all its counties."""
    statement = select(func.coalesce(func.sum(col(VacancyPlacesRow.places)), 0)).where(
        col(VacancyPlacesRow.program) == program
    )
    return int((await work.session.exec(statement)).one())


async def listed(
    work: UnitOfWork, *, county: str | None, program: str | None, after: UUID, limit: int
) -> Sequence[Vacancy]:
    """Open vacancies of the scope's counties, the oldest first."""
    statement = select(VacancyRow).where(
        col(VacancyRow.county).in_(work.scope.chosen(county)),
        col(VacancyRow.closed_on).is_(None),
        col(VacancyRow.id) > after,
    )
    if program is not None:
        statement = statement.where(col(VacancyRow.program) == program)
    return [_of(row) for row in await work.session.exec(statement.order_by(col(VacancyRow.id)).limit(limit))]


async def store(work: UnitOfWork, vacancy: Vacancy) -> None:
    """Keep a vacancy as it is now."""
    row = VacancyRow(
        id=vacancy.id,
        program=vacancy.program,
        county=vacancy.county,
        zone=vacancy.zone,
        language=vacancy.language,
        places=vacancy.places,
        opened_on=vacancy.opened_on,
        closed_on=vacancy.closed_on,
        postings=dict(vacancy.postings),
        modality=vacancy.modality,
        requirements=list(vacancy.requirements),
    )
    await rows.store(work, [row])
    if vacancy.closed_on is None:
        await rows.store(work, [VacancyPlacesRow(vacancy=vacancy.id, program=vacancy.program, places=vacancy.places)])
    else:
        await work.session.exec(delete(VacancyPlacesRow).where(col(VacancyPlacesRow.vacancy) == vacancy.id))


def _of(row: VacancyRow) -> Vacancy:
    return Vacancy(
        id=row.id,
        program=row.program,
        county=row.county,
        zone=row.zone,
        places=row.places,
        opened_on=row.opened_on,
        postings=row.postings,
        language=row.language,
        modality=cast("Modality | None", row.modality),
        requirements=tuple(row.requirements),
        closed_on=row.closed_on,
    )
