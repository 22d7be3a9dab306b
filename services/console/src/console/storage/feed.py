"""What has been committed since a reader last looked: a place in the feed is a snapshot of the database.

Event ids and counters become visible out of order; a snapshot says exactly which transactions a reader has seen, so nothing is
skipped and nothing is waited for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from console.domain.told import Told
from console.storage.events import told
from console.storage.sql import sql
from peerbridge.database.work import UnitOfWork

__all__ = ["FeedPage", "here", "is_place", "since"]

PLACE: Final = re.compile(r"([0-9]{1,18}):([0-9]{1,18}):([0-9]{1,18}(?:,[0-9]{1,18}){0,200})?", re.ASCII)
FARTHEST: Final = 20_000  # transactions of the whole server: some minutes; who was away longer reads the page again
HERE: Final = "SELECT pg_current_snapshot()::text"
FRESH: Final = sql("""
WITH fresh AS MATERIALIZED (
    SELECT e.id FROM event e WHERE e.tx >= $4 AND e.tx < $5 AND {seen}
    AND pg_visible_in_snapshot(e.tx::text::xid8, $3::text::pg_snapshot)
    AND NOT pg_visible_in_snapshot(e.tx::text::xid8, $2::text::pg_snapshot))
SELECT {columns} FROM (SELECT id FROM fresh ORDER BY id DESC LIMIT $6) AS newest JOIN event e USING (id) ORDER BY e.id
""")


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Fresh events, oldest first; the place after them; whether older fresh ones were left out."""

    place: str
    events: Sequence[Told]
    cut: bool = False


def is_place(text: str) -> bool:
    """Whether a text is a place as PostgreSQL writes it; anything else must not reach it."""
    found = PLACE.fullmatch(text)
    if found is None:
        return False
    least, most = int(found[1]), int(found[2])
    running = [int(each) for each in (found[3] or "").split(",") if each]
    in_order = running == sorted(set(running)) and all(least <= each < most for each in running)
    return 0 < least <= most and in_order


def _ends(place: str) -> tuple[int, int]:
    least, most, _ = place.split(":")
    return int(least), int(most)


async def here(work: UnitOfWork) -> str:
    """The place after everything that is committed now."""
    return str(await (await work.raw()).fetchval(HERE))


async def since(work: UnitOfWork, counties: Sequence[str], place: str, limit: int = 200) -> FeedPage:
    """What was committed since `place`. A place too far back, or of another database, is answered with `cut` and no events."""
    now = await here(work)
    (least, before), (_, most) = _ends(place), _ends(now)
    if before > most or most - least > FARTHEST:
        return FeedPage(now, (), cut=True)
    rows = await (await work.raw()).fetch(FRESH, list(counties), place, now, least, most, limit + 1)
    events = [told(row) for row in rows]
    return FeedPage(now, events[-limit:], cut=len(events) > limit)
