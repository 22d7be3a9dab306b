"""Statements counted exactly, where the driver hands them to the server: executions and COPYs, of every connection of this process."""

from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final, Self

from asyncpg.protocol import Protocol

__all__ = ["Statements", "by_whom"]

KINDS: Final = ("query", "bind_execute", "bind_execute_many", "copy_in", "copy_out")
by_whom: ContextVar[str] = ContextVar("by_whom", default="")
"""On whose behalf statements run from here, where a process does several things at a time."""


class Statements:
    """Counts between entering and leaving; preparing a statement is none, BEGIN and COMMIT are."""

    def __init__(self) -> None:
        self.by: Counter[str] = Counter()
        self._own = {kind: getattr(Protocol, kind) for kind in KINDS}

    @property
    def number(self) -> int:
        """How many it were."""
        return self.by.total()

    def __enter__(self) -> Self:
        for kind, own in self._own.items():
            setattr(Protocol, kind, self._counted(own))
        return self

    def __exit__(self, *_: object) -> None:
        for kind, own in self._own.items():
            setattr(Protocol, kind, own)

    def _counted(self, own: Callable[..., Any]) -> Callable[..., Any]:
        def run(protocol: Any, *values: Any, **options: Any) -> Any:
            self.by[by_whom.get()] += 1
            return own(protocol, *values, **options)

        return run
