"""Decisions about background checks: restricted, so nothing else reads or writes their table; and checks that wait for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from sqlmodel import col, delete, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7
from recruitment.domain.applications import Application
from recruitment.domain.checks import CheckDecision, Outcome
from recruitment.storage.pipeline_tables import BackgroundCheckRow, CheckOpeningRow

__all__ = ["Letter", "close_opening", "decision", "of_application", "store", "store_opening"]


@dataclass(frozen=True, slots=True)
class Letter:
    """The candidate's own words (P24), or that they wanted to write none; and who decided."""

    text: str | None
    declined: bool
    decided_by: str


async def of_application(work: UnitOfWork, application: UUID) -> Sequence[BackgroundCheckRow]:
    """All decisions of an application, the oldest first."""
    statement = select(BackgroundCheckRow).where(col(BackgroundCheckRow.application) == application)
    return (await work.session.exec(statement.order_by(col(BackgroundCheckRow.id)))).all()


def decision(row: BackgroundCheckRow) -> CheckDecision:
    """A stored decision as the rules see it."""
    letter = row.letter is not None or row.letter_declined
    outcome = cast("Outcome", row.outcome)
    return CheckDecision(row.check_id, outcome, row.decided_on, row.valid_until, tuple(row.categories), letter)


async def store(work: UnitOfWork, application: Application, made: CheckDecision, letter: Letter) -> None:
    """Keep a decision beside those before it."""
    row = BackgroundCheckRow(
        id=uuid7(),
        application=application.id,
        person=application.person,
        county=application.county,
        check_id=made.check,
        outcome=made.outcome,
        decided_on=made.decided_on,
        valid_until=made.valid_until,
        categories=list(made.categories),
        letter=letter.text,
        letter_declined=letter.declined,
        decided_by=letter.decided_by,
    )
    await rows.store(work, [row])


async def store_opening(work: UnitOfWork, application: Application, check: str, opened_on: date, by: str) -> None:
    """Keep that a check was asked for."""
    row = CheckOpeningRow(
        application=application.id,
        check_id=check,
        person=application.person,
        county=application.county,
        opened_on=opened_on,
        opened_by=by,
    )
    await rows.store(work, [row])


async def close_opening(work: UnitOfWork, application: Application, check: str) -> None:
    """The check is decided; nothing waits any more, if anything did."""
    of_check = (col(CheckOpeningRow.application) == application.id, col(CheckOpeningRow.check_id) == check)
    await work.session.exec(delete(CheckOpeningRow).where(*of_check))
