"""Keep what was heard and count it. One list of any types and subjects at a time: every statement takes the whole list."""

from collections.abc import Awaitable, Callable, Sequence

from console.domain.marks import marks_of, newest
from console.domain.settling import settle, touched_matches
from console.storage import events, marks
from console.storage.bell import Bell
from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event

__all__ = ["count_events", "recorder"]


def recorder(bell: Bell) -> Callable[[UnitOfWork, Sequence[Event]], Awaitable[None]]:
    """The use case that records events and wakes the readers of their counties once that is committed."""

    async def record_events(work: UnitOfWork, heard: Sequence[Event]) -> None:
        """Keep these events, move the numbers, tell who watches."""
        counties = {county for event in heard for county in (event.about.county, *event.about.shared_with)}
        await events.insert(work, heard)
        await count_events(work, heard)
        work.counties.update(counties)
        bell.after(work, counties)

    return record_events


async def count_events(work: UnitOfWork, heard: Sequence[Event]) -> None:
    """Move each thing these events speak of to where its newest event puts it (any order, any repeat)."""
    said = newest(mark for event in heard for mark in marks_of(event))
    named, turning = touched_matches(said.values())
    await work.lock(*named)
    current = {**newest(await marks.dependents(work, turning))}
    together = newest([*current.values(), *said.values()])
    known = newest([*await marks.match_marks(work, named), *said.values()])
    await marks.store(work, settle(together.values(), known.values()))
