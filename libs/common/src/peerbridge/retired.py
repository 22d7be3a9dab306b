"""People whose id is retired here: erased, or merged into another. What is stored about them afterwards is dealt with again."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from peerbridge import erasure, merging
from peerbridge.database.engine import Database
from peerbridge.database.scope import NOTHING
from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event
from peerbridge.events.candidates import CandidatesMerged
from peerbridge.events.erasure import ErasureDone, PersonErased

__all__ = ["again", "concerned", "refresh"]

ORDERS = PersonErased | ErasureDone | CandidatesMerged


def concerned(events: Iterable[Event]) -> Iterator[UUID]:
    """Everyone and everything that these events may have left something about; what retires an id leaves nothing."""
    return (each for event in events if not isinstance(event, ORDERS) for each in event.concerns())


async def again(work: UnitOfWork, touched: Iterable[UUID | None]) -> None:
    """In the transaction that may have stored something about retired people: have it destroyed or moved again.

    `touched` is read only where somebody is retired.
    """
    if work.erased or work.merged:
        found = set(touched)
        await erasure.again(work, found)
        await merging.again(work, found)


async def refresh(database: Database, seconds: float = 120.0) -> None:
    """Learn whose ids were retired in the last seconds, by whichever process."""
    async with database.unit_of_work(NOTHING, read_only=True, even_closed=True) as work:
        erased, merged = await erasure.known(work, seconds), await merging.known(work, seconds)
    database.erased.update(erased)
    database.merged.update(merged)
