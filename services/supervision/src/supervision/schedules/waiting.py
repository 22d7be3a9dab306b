"""Matches that wait for a supervisor, and matches and partners that wait for a policy, are looked at again."""

from peerbridge.database.work import UnitOfWork
from peerbridge.schedules import Sweep
from supervision.use_cases.plan_sessions import plan_waiting
from supervision.use_cases.settle_relations import settle_waiting

__all__ = ["schedule"]


async def settle_all(work: UnitOfWork, limit: int) -> int:
    """Settle what can be settled now; how many went on."""
    return await settle_waiting(work, limit) + await plan_waiting(work, limit)


def schedule(every: float) -> Sweep:
    """The sweep, every so many real seconds."""
    return Sweep("waiting", every, settle_all)
