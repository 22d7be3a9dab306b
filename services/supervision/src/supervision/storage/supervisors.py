"""The register of supervisors. Whoever assigns holds its lock, so that no span is overrun by two at once."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import col, delete, or_, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from supervision.domain.register import Register, Supervisor
from supervision.domain.relation import Relation
from supervision.storage.tables import Assignment, SupervisorRow

__all__ = ["free", "listed", "load", "lock_register", "note", "register", "store"]

REGISTER = "the register of supervisors"


async def lock_register(work: UnitOfWork, counties: Iterable[str]) -> Register:
    """The register of these counties as it stands, held until the transaction ends."""
    await work.lock(REGISTER)
    return await register(work, counties)


async def register(work: UnitOfWork, counties: Iterable[str]) -> Register:
    """The visible supervisors of these counties with their delegates, and how many partners each has anywhere."""
    wanted = sorted(set(counties))
    row = SupervisorRow
    shared: Any = row.shared_with  # PostgreSQL's && is not in SQLModel's types
    serving = or_(col(row.county).in_(wanted), shared.overlap(wanted))
    found = {each.person: each for each in (await work.session.exec(select(row).where(serving))).all()}
    delegates = {each.delegate for each in found.values() if each.delegate} - found.keys()
    found.update(await rows.load(work, SupervisorRow, delegates))
    return Register.of([_value(each) for each in found.values()], await _partners(work, found))


async def load(work: UnitOfWork, person: UUID) -> Supervisor | None:
    """One supervisor, where visible."""
    found = (await rows.load(work, SupervisorRow, [person])).get(person)
    return _value(found) if found else None


async def listed(work: UnitOfWork, *, county: str | None, limit: int, after: UUID | None) -> Register:
    """Visible supervisors, by id."""
    row = SupervisorRow
    statement = select(row).order_by(col(row.person)).limit(limit)
    if county is not None:
        statement = statement.where(or_(col(row.county) == county, col(row.shared_with).contains([county])))
    if after is not None:
        statement = statement.where(col(row.person) > after)
    found = {each.person: each for each in (await work.session.exec(statement)).all()}
    return Register.of([_value(each) for each in found.values()], await _partners(work, found))


async def store(work: UnitOfWork, supervisor: Supervisor) -> None:
    """Keep a supervisor."""
    first, *others = supervisor.counties
    row = SupervisorRow(
        person=supervisor.person,
        county=first,
        shared_with=others,
        span=supervisor.span,
        absent_from=supervisor.absent_from,
        absent_until=supervisor.absent_until,
        delegate=supervisor.delegate,
        lived_experience=supervisor.lived_experience,
    )
    await rows.store(work, [row])


async def note(work: UnitOfWork, relations: Iterable[Relation]) -> None:
    """Count these relations with their supervisors."""
    taken = [Assignment(match=r.match, supervisor=r.supervisor, partner=r.partner) for r in relations if r.supervisor]
    await rows.store(work, taken)


async def free(work: UnitOfWork, matches: Iterable[UUID]) -> None:
    """Count these matches no longer."""
    wanted = list(matches)
    if wanted:
        await work.session.exec(delete(Assignment).where(col(Assignment.match).in_(wanted)))


async def _partners(work: UnitOfWork, supervisors: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    wanted = list(supervisors)
    if not wanted:
        return {}
    statement = (
        select(Assignment.supervisor, Assignment.partner).where(col(Assignment.supervisor).in_(wanted)).distinct()
    )
    partners: dict[UUID, set[UUID]] = {}
    for supervisor, partner in (await work.session.exec(statement)).all():
        partners.setdefault(supervisor, set()).add(partner)
    return {supervisor: frozenset(theirs) for supervisor, theirs in partners.items()}


def _value(row: SupervisorRow) -> Supervisor:
    return Supervisor(
        row.person,
        (row.county, *row.shared_with),
        row.span,
        row.absent_from,
        row.absent_until,
        row.delegate,
        row.lived_experience,
    )
