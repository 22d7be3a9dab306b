"""Wakes whoever waits in this process for events of a county, once the transaction that brought them has committed."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event

from peerbridge.database.work import UnitOfWork

__all__ = ["Bell", "Listener"]


@dataclass(slots=True, eq=False)
class Listener:
    """One reader: set when something may have happened in one of its counties."""

    counties: frozenset[str]
    rung: asyncio.Event = field(default_factory=asyncio.Event)


class Bell:
    """All readers of this process."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def __len__(self) -> int:
        return len(self._listeners)

    @contextmanager
    def listening(self, counties: Iterable[str]) -> Iterator[Listener]:
        """A listener to these counties, until the block is left."""
        listener = Listener(frozenset(counties))
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def ring(self, counties: Iterable[str] | None = None) -> None:
        """Wake the readers of these counties; all of them where it is not known which."""
        told = None if counties is None else frozenset(counties)
        for listener in self._listeners:
            if told is None or not told.isdisjoint(listener.counties):
                listener.rung.set()

    def after(self, work: UnitOfWork, counties: Iterable[str]) -> None:
        """Ring for these counties when `work` has committed; never when it has not."""
        if self._listeners:
            told = frozenset(counties)
            event.listen(work.session.sync_session, "after_commit", lambda _session: self.ring(told), once=True)
