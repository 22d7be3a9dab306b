"""What the passing of time brings. A due date is a column of the thing it belongs to; every replica sweeps, and no leader is needed.

What needs one in memory is elected (peerbridge.elected).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerbridge.database.work import UnitOfWork
from peerbridge.elected import Elected

if TYPE_CHECKING:
    from peerbridge.runtime import Runtime

__all__ = ["SWEEP_LIMIT", "Loop", "Schedule", "Sweep"]

SWEEP_LIMIT = 500  # things per transaction (DELIVERY, "Time, schedules, life")


@dataclass(frozen=True, slots=True)
class Sweep:
    """Run once per county, scoped to it, every `every` real seconds; again at once while `run` returns its limit.

    `run(work, limit)` selects due things `ORDER BY id LIMIT … FOR UPDATE SKIP LOCKED`, checks each again and makes its transition;
    it returns how many it acted on.
    """

    name: str
    every: float
    run: Callable[[UnitOfWork, int], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop of its own, for work that calls the world outside between transactions. `step` returns whether there is more at once."""

    name: str
    every: float
    step: Callable[["Runtime"], Awaitable[bool]]


Schedule = Sweep | Loop | Elected
