"""Effects happen once: an event's id goes into the inbox in the effect's own transaction, sorted, before anything else is asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from peerbridge.database.work import UnitOfWork
from peerbridge.ids import lowest_id
from peerbridge.messaging.heard import Heard

__all__ = ["KEPT", "admit", "is_beyond", "kept"]

KEPT = timedelta(weeks=12)
AHEAD = timedelta(days=1)  # an id from further ahead comes from a broken clock

ADMIT = "SELECT fresh, closed FROM peerbridge_admit($1, $2, $3, $4)"


async def admit(
    work: UnitOfWork, topic: str, heard: Sequence[Heard], locks: Sequence[str] = ()
) -> tuple[list[Heard], set[str]]:
    """Those of `heard` that were not heard before, in order, each id once; and which of their keys are parked.

    Waits for another holder of the same ids; then locks the parked keys, then takes the locks on `locks` (sorted ids).
    """
    ids = sorted({item.event_id for item in heard}, key=attrgetter("int"))
    keys = sorted({item.key for item in heard})
    some, closed = await (await work.raw()).fetchrow(ADMIT, topic, ids, keys, locks)
    work.holds(locks)
    if some is None and len(ids) == len(heard):
        return list(heard), set(closed or ())
    fresh = set(ids if some is None else some)
    admitted = []
    for item in heard:
        if item.event_id in fresh:
            fresh.discard(item.event_id)
            admitted.append(item)
    return admitted, set(closed or ())


def kept(now: datetime) -> tuple[int, int]:
    """The lowest and the highest id, as numbers, of which the inbox can tell whether it was heard."""
    return lowest_id(now - KEPT).int, lowest_id(now + AHEAD).int


def is_beyond(item: Heard, replay_until: int | None, known: tuple[int, int]) -> bool:
    """Whether the inbox can no longer tell if this was heard, and no replay (up to an offset) was declared."""
    if replay_until is not None and item.record.offset < replay_until:
        return False
    lowest, highest = known
    return not lowest <= item.event_id.int <= highest
