"""Certifications in and out, and those for which a day has come."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Date, DateTime, func, literal
from sqlalchemy import cast as sql_cast
from sqlmodel import col, or_, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.events.certification import SuspensionReason
from recruitment.domain.certification import Certification, CertificationState
from recruitment.storage.pipeline_tables import CertificationRow

__all__ = ["due", "find", "listed", "of_partner", "of_person", "store", "upcoming"]

PLAIN = (
    "application", "person", "program", "county", "zone", "valid_from", "valid_until", "began_on", "term_until",
    "educated_until", "capacity", "suspended_on", "noticed", "training_due_on", "check_due_on", "ended_on",
)  # fmt: skip
EAST = timedelta(hours=14)  # no zone is further ahead, so the index alone finds all that may be due
LISTS = ("roles", "role_limits", "counties", "look_ahead")


async def find(work: UnitOfWork, application: UUID) -> Certification | None:
    """The certification of an application, locked; None where it has none."""
    found = await rows.lock(work, CertificationRow, [application])
    return _of(found[application]) if application in found else None


async def of_person(work: UnitOfWork, person: UUID) -> list[Certification]:
    """All visible certifications of a person, the oldest application first."""
    statement = select(CertificationRow).where(col(CertificationRow.person) == person)
    return [_of(row) for row in await work.session.exec(statement.order_by(col(CertificationRow.application)))]


async def of_partner(work: UnitOfWork, person: UUID, program: str) -> UUID | None:
    """The application of a partner's latest certification in a program; None where none is visible."""
    statement = select(CertificationRow.application).where(
        col(CertificationRow.person) == person, col(CertificationRow.program) == program
    )
    newest_first = statement.order_by(col(CertificationRow.application).desc()).limit(1)
    return (await work.session.exec(newest_first)).first()


async def due(work: UnitOfWork, limit: int) -> Sequence[Certification]:
    """Certifications of the scope's own counties for which a day has come in their zone, locked."""
    now = literal(work.business_now, DateTime(timezone=True))
    today = sql_cast(func.timezone(col(CertificationRow.zone), now), Date)
    statement = (
        select(CertificationRow)
        .where(
            col(CertificationRow.county).in_(work.scope.counties),
            col(CertificationRow.due_on) <= (work.business_now + EAST).date(),
            col(CertificationRow.due_on) <= today,
        )
        .order_by(col(CertificationRow.application))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_of(row) for row in await work.session.exec(statement)]


async def store(work: UnitOfWork, certifications: Sequence[Certification]) -> None:
    """Keep certifications as they are now."""
    await rows.store(work, [_row(each) for each in certifications])


async def listed(
    work: UnitOfWork,
    *,
    county: str | None,
    program: str | None,
    person: UUID | None,
    state: str | None,
    at_home: bool,
    after: UUID | None,
    limit: int,
) -> Sequence[Certification]:
    """Visible certifications, the oldest application first.

    `county`: home, or one that the partner serves; `at_home`: home only, and certified, suspended or not.
    """
    statement = select(CertificationRow)
    if at_home:
        mine = work.scope.chosen(county)
        statement = statement.where(col(CertificationRow.county).in_(mine), col(CertificationRow.state) == "certified")
    elif county is not None:
        statement = statement.where(
            or_(col(CertificationRow.county) == county, col(CertificationRow.shared_with).contains([county]))
        )
    for column, value in ((CertificationRow.program, program), (CertificationRow.person, person)):
        if value is not None:
            statement = statement.where(col(column) == value)
    if state is not None:
        statement = statement.where(*_in_state(state))
    if after is not None:
        statement = statement.where(col(CertificationRow.application) > after)
    found = await work.session.exec(statement.order_by(col(CertificationRow.application)).limit(limit))
    return [_of(row) for row in found]


async def upcoming(
    work: UnitOfWork, *, until: date, county: str | None, program: str | None, after: UUID, limit: int
) -> Sequence[Certification]:
    """Certifications at home in the scope's counties that end, or have a training or check due, up to a day; by application."""
    ends = col(CertificationRow.valid_until) <= until
    statement = select(CertificationRow).where(
        col(CertificationRow.county).in_(work.scope.chosen(county)),
        col(CertificationRow.state) == "certified",
        or_(ends, col(CertificationRow.training_due_on) <= until, col(CertificationRow.check_due_on) <= until),
        col(CertificationRow.application) > after,
    )
    if program is not None:
        statement = statement.where(col(CertificationRow.program) == program)
    found = await work.session.exec(statement.order_by(col(CertificationRow.application)).limit(limit))
    return [_of(row) for row in found]


def _in_state(state: str) -> tuple[Any, ...]:
    """A suspended partner is certified, but for now not at work."""
    if state in ("certified", "suspended"):
        suspended = col(CertificationRow.suspension).is_not(None)
        return col(CertificationRow.state) == "certified", suspended if state == "suspended" else ~suspended
    return (col(CertificationRow.state) == state,)


def _of(row: CertificationRow) -> Certification:
    values: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
    lists: dict[str, Any] = {name: tuple(getattr(row, name)) for name in LISTS}
    suspension = cast("SuspensionReason | None", row.suspension)
    return Certification(**values, **lists, state=CertificationState(row.state), suspension=suspension)


def _row(certification: Certification) -> CertificationRow:
    values: dict[str, Any] = {name: getattr(certification, name) for name in PLAIN}
    lists: dict[str, Any] = {name: list(getattr(certification, name)) for name in (*LISTS, "shared_with")}
    state, suspension = certification.state.value, certification.suspension
    return CertificationRow(**values, **lists, state=state, suspension=suspension, due_on=certification.due_on)
