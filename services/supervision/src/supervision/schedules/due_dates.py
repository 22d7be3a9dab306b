"""Contacts, check-ins and sessions whose day has passed."""

from peerbridge.database.work import UnitOfWork
from peerbridge.schedules import Sweep
from supervision.use_cases.announce_overdue import (
    announce_late_check_ins,
    announce_late_contacts,
    announce_missed_sessions,
)

__all__ = ["schedule"]


async def announce_all(work: UnitOfWork, limit: int) -> int:
    """Announce all three kinds; how many."""
    contacts = await announce_late_contacts(work, limit)
    meetings = await announce_late_check_ins(work, limit)
    return contacts + meetings + await announce_missed_sessions(work, limit)


def schedule(every: float) -> Sweep:
    """The sweep, every so many real seconds."""
    return Sweep("due dates", every, announce_all)
