"""Cohorts, their members and meetings in and out; a cohort's row is the lock of all that happens in it."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlmodel import col, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.events.policy_selection import Modality
from recruitment.domain.applications import Application
from recruitment.domain.cohorts import Cohort, Session
from recruitment.storage.cohort_tables import CohortMemberRow, CohortRow, CohortSessionRow

__all__ = ["listed", "load", "lock", "members", "sessions", "store", "store_member", "store_session"]


async def load(work: UnitOfWork, cohort: UUID) -> Cohort:
    """A visible cohort. Raises: NotVisible."""
    return _one((await rows.load(work, CohortRow, [cohort])).get(cohort))


async def lock(work: UnitOfWork, cohort: UUID) -> Cohort:
    """The same, locked until the transaction ends. Raises: NotVisible."""
    return _one((await rows.lock(work, CohortRow, [cohort])).get(cohort))


async def listed(
    work: UnitOfWork, *, county: str | None, program: str | None, after: UUID, limit: int
) -> Sequence[Cohort]:
    """Cohorts of the scope's counties, the oldest first."""
    statement = select(CohortRow).where(col(CohortRow.county).in_(work.scope.chosen(county)), col(CohortRow.id) > after)
    if program is not None:
        statement = statement.where(col(CohortRow.program) == program)
    found = await work.session.exec(statement.order_by(col(CohortRow.id)).limit(limit))
    return [_one(row) for row in found]


async def members(work: UnitOfWork, cohort: UUID) -> tuple[UUID, ...]:
    """The applications in a cohort, the oldest first."""
    statement = select(CohortMemberRow.application).where(col(CohortMemberRow.cohort) == cohort)
    return tuple((await work.session.exec(statement.order_by(col(CohortMemberRow.application)))).all())


async def sessions(work: UnitOfWork, cohort: UUID) -> tuple[Session, ...]:
    """A cohort's meetings, by day."""
    statement = select(CohortSessionRow).where(col(CohortSessionRow.cohort) == cohort)
    found = await work.session.exec(statement.order_by(col(CohortSessionRow.held_on)))
    return tuple(Session(row.held_on, row.hours, frozenset(row.attended)) for row in found)


async def store(work: UnitOfWork, cohort: Cohort) -> None:
    """Keep a cohort as it is now."""
    row = CohortRow(
        id=cohort.id,
        program=cohort.program,
        training=cohort.training,
        county=cohort.county,
        zone=cohort.zone,
        starts_on=cohort.starts_on,
        modality=cohort.modality,
        closed_on=cohort.closed_on,
    )
    await rows.store(work, [row])


async def store_member(work: UnitOfWork, cohort: Cohort, application: Application) -> None:
    """Keep somebody as a member; counted where the application is, seen where the cohort is too."""
    shared = [cohort.county] if cohort.county != application.county else []
    row = CohortMemberRow(
        cohort=cohort.id,
        application=application.id,
        person=application.person,
        county=application.county,
        shared_with=shared,
    )
    await rows.store(work, [row])


async def store_session(work: UnitOfWork, cohort: Cohort, made: Session) -> None:
    """Keep a meeting."""
    row = CohortSessionRow(
        cohort=cohort.id, held_on=made.on, county=cohort.county, hours=made.hours, attended=sorted(made.attended)
    )
    await rows.store(work, [row])


def _one(row: CohortRow | None) -> Cohort:
    if row is None:
        raise NotVisible
    modality = cast("Modality | None", row.modality)
    return Cohort(row.id, row.program, row.training, row.county, row.zone, row.starts_on, modality, row.closed_on)
