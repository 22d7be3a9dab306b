"""The matcher: one elected process per state keeps it; the others stand by with everything compiled."""

from collections.abc import Collection, Sequence
from functools import partial

from matching.domain.solver import ready
from matching.storage import pool_changes
from matching.use_cases.match_state import MatchState
from matching.use_cases.matcher_metrics import matcher_metrics
from peerbridge.database.scope import NOTHING
from peerbridge.elected import Elected, Holds, undisputed
from peerbridge.life import Pulse
from peerbridge.runtime import Runtime

__all__ = ["schedule"]

EVERY = 0.2  # real seconds: what has changed is seen by then


async def states(runtime: Runtime) -> Sequence[str]:
    """The states of which this database has rows."""
    async with runtime.work(scope=NOTHING) as work:
        return await pool_changes.states(work)


async def stirred(runtime: Runtime, asked: Collection[str]) -> Collection[str]:
    """In which of these states something has changed."""
    async with runtime.work(scope=NOTHING) as work:
        return await pool_changes.stirred(work, asked)


def begin(
    runtime: Runtime, state: str, pulse: Pulse, holds: Holds = undisputed, *, measured_every: float = 0.0
) -> MatchState:
    """A state's matcher, with nothing in memory yet."""
    metrics = matcher_metrics(runtime.metrics.registry)
    return MatchState(state, runtime.work, lambda: runtime.clock, metrics, pulse, holds, measured_every)


def schedule(measured_every: float) -> Elected:
    """The elected work, which tells a state's figures so many real seconds apart at least."""
    return Elected(
        "matcher",
        every=EVERY,
        subjects=states,
        stirred=stirred,
        begin=partial(begin, measured_every=measured_every),
        prepare=ready,
    )
