"""Where the time of a worker's step goes, and how long the event loop keeps others waiting."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from time import perf_counter
from typing import Any, Final

from matching.domain.solver import Statewide
from matching.domain.solver.roll import Roll
from matching.domain.state_pool import StatePool

__all__ = ["Loop", "Spans", "listening", "watched"]

BEAT = 0.005  # seconds between two looks at how long the event loop kept everybody waiting
MEMORY: Final = ("follow", "next_move", "frozen", "stands")  # what a step does in memory, translation included
SOLVER: Final = ("insert", "withdraw", "put_partner", "remove_partner", "moved", "confirm")


class Spans:
    """Seconds by name, of functions that are timed while they are `watched`."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.depth: Counter[str] = Counter()

    def timed(self, owner: Any, function: str, name: str) -> None:
        """Count this function's time under a name; calls within calls of one name count once."""
        plain: Any = owner.__dict__[function]
        inner = plain.__func__ if isinstance(plain, classmethod) else plain

        @wraps(inner)
        def call(*given: Any, **named: Any) -> Any:
            self.depth[name] += 1
            begun = perf_counter()
            try:
                return inner(*given, **named)
            finally:
                self.depth[name] -= 1
                if not self.depth[name]:
                    self.spent[name] += perf_counter() - begun

        setattr(owner, function, classmethod(call) if isinstance(plain, classmethod) else call)

    def taken(self) -> defaultdict[str, float]:
        """What was counted since the last time."""
        spent, self.spent = self.spent, defaultdict(float)
        return spent


def watched() -> Spans:
    """The functions of a step, timed from now on."""
    spans = Spans()
    spans.timed(StatePool, "__init__", "pool")
    spans.timed(Statewide, "of", "of")
    spans.timed(Statewide, "certificate", "proof")
    for name in ("enrol_families", "enrol_partners"):
        spans.timed(Roll, name, "enrol")
    for name in MEMORY:
        spans.timed(StatePool, name, "memory")
    for name in SOLVER:
        spans.timed(Statewide, name, "solver")
    return spans


class Loop:
    """How long the event loop kept others waiting, at worst."""

    def __init__(self) -> None:
        self.worst = 0.0

    async def beat(self) -> None:
        """Look again and again."""
        while True:
            begun = perf_counter()
            await asyncio.sleep(BEAT)
            self.worst = max(self.worst, perf_counter() - begun - BEAT)

    def taken(self) -> float:
        """The worst since the last time, in milliseconds."""
        worst, self.worst = self.worst, 0.0
        return 1000 * worst


@contextmanager
def listening() -> Iterator[Loop]:
    """The loop's heart, heard."""
    loop = Loop()
    task = asyncio.create_task(loop.beat())
    yield loop
    task.cancel()
