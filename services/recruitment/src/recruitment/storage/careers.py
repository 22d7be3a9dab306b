"""Career steps and benefits in and out, each added once and never changed."""

from typing import cast

from sqlmodel import col, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.events.certification import Career
from peerbridge.ids import uuid7
from recruitment.domain.careers import Reached, Used
from recruitment.domain.certification import Certification
from recruitment.storage.career_tables import BenefitRow, CareerStepRow

__all__ = ["reached", "store_reached", "store_used", "used"]


async def reached(work: UnitOfWork, partner: Certification) -> list[Reached]:
    """The steps of a partner in a program, in the order they were reached."""
    mine = col(CareerStepRow.person) == partner.person, col(CareerStepRow.program) == partner.program
    found = await work.session.exec(select(CareerStepRow).where(*mine).order_by(col(CareerStepRow.reached_on)))
    return [Reached(cast("Career", row.career), row.step, row.reached_on) for row in found]


async def used(work: UnitOfWork, partner: Certification) -> list[Used]:
    """The benefits of a partner in a program, by day."""
    mine = col(BenefitRow.person) == partner.person, col(BenefitRow.program) == partner.program
    found = await work.session.exec(select(BenefitRow).where(*mine).order_by(col(BenefitRow.used_on)))
    return [Used(row.benefit, row.amount, row.used_on) for row in found]


async def store_reached(work: UnitOfWork, partner: Certification, made: Reached) -> None:
    """Keep a step."""
    row = CareerStepRow(
        person=partner.person,
        program=partner.program,
        county=partner.county,
        career=made.career,
        step=made.step,
        reached_on=made.reached_on,
    )
    await rows.store(work, [row])


async def store_used(work: UnitOfWork, partner: Certification, made: Used) -> None:
    """Keep a benefit."""
    row = BenefitRow(
        id=uuid7(),
        person=partner.person,
        program=partner.program,
        county=partner.county,
        benefit=made.benefit,
        amount=made.amount,
        used_on=made.used_on,
    )
    await rows.store(work, [row])
