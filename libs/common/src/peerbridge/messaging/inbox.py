"""Effects happen once: an event's id goes into the inbox in the effect's own transaction, sorted, before anything else is asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from peerbridge.clock import real_now
from peerbridge.database.work import UnitOfWork
from peerbridge.ids import made_at
from peerbridge.messaging.heard import Heard

__all__ = ["KEPT", "admit", "is_beyond"]

KEPT = timedelta(weeks=12)
AHEAD = timedelta(days=1)  # an id from further ahead comes from a broken clock

ADMIT = "INSERT INTO inbox (event_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id"


async def admit(work: UnitOfWork, heard: Sequence[Heard]) -> list[Heard]:
    """Those of `heard` that were not heard before, in order, each id once. Waits for another holder of the same ids."""
    ids = sorted({item.event_id for item in heard}, key=attrgetter("int"))
    fresh = {row["event_id"] for row in await (await work.raw()).fetch(ADMIT, ids)}
    admitted = []
    for item in heard:
        if item.event_id in fresh:
            fresh.discard(item.event_id)
            admitted.append(item)
    return admitted


def is_beyond(item: Heard, replay_until: int | None, now: datetime | None = None) -> bool:
    """Whether the inbox can no longer tell if this was heard, and no replay (up to an offset) was declared."""
    at, now = made_at(item.event_id), now or real_now()
    if replay_until is not None and item.record.offset < replay_until:
        return False
    return at < now - KEPT or at > now + AHEAD
