"""What recruitment holds of a person is destroyed. Before that they leave every program, and no later closure identifies them again."""

from typing import Final
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.erasure import Erasure
from peerbridge.errors import NotVisible, Refused
from peerbridge.events.erasure import RecruitmentErasureDone
from recruitment.storage import applications_standing
from recruitment.storage.personal import HOLDINGS
from recruitment.use_cases.opt_out import opt_out
from recruitment.use_cases.record_departure import record_departure
from recruitment.use_cases.withdraw_application import withdraw_application

__all__ = ["erasure", "leave_everything"]


async def leave_everything(work: UnitOfWork, person: UUID) -> None:
    """End what runs, with its news: a partner leaves, an application is withdrawn, a candidate opts out."""
    for application, program in await applications_standing.going_on(work, person):
        try:
            await withdraw_application(work, application)
        except Refused:
            await record_departure(work, person, program)
    try:
        await opt_out(work, person)
    except NotVisible:
        return  # no candidate of any program: `people.opted_out` is set with the holdings


erasure: Final = Erasure(HOLDINGS, RecruitmentErasureDone, end=leave_everything)
