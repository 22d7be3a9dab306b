"""Facts of ours that the topics hold and a restored database no longer knows: found again, acknowledged by people, or open.

What is said again word for word has been heard by everyone already: it is not said twice, and the fact is found again (ADR 0017).
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peerbridge.database.outbox import News
    from peerbridge.database.work import UnitOfWork

__all__ = ["digest", "found_again", "restored_at", "still_unsaid"]

SAID_AGAIN = """
UPDATE lost_facts SET state = 'found_again', settled_at = now() WHERE event_id = (
    SELECT event_id FROM lost_facts WHERE state = 'open' AND topic = $1 AND key = $2 AND type = $3 AND digest = $4
    ORDER BY sequence LIMIT 1 FOR UPDATE)
RETURNING event_id
"""
FOUND = "UPDATE lost_facts SET state = 'found_again', settled_at = now() WHERE event_id = ANY ($1::uuid[])"
FEWER = "UPDATE opening SET open_facts = open_facts - $1"


def digest(payload: bytes) -> bytes:
    """By what a fact is recognised, beside its topic, key and type. Payloads hold ids, dates and codes only."""
    return sha256(payload).digest()


async def restored_at(work: "UnitOfWork") -> datetime | None:
    """Until when (real time) things may have happened that this database has forgotten, because it was restored; None if it never was."""
    found: datetime | None = await (await work.raw()).fetchval("SELECT restored_at FROM opening")
    return found


async def still_unsaid(raw: Any, items: "Sequence[News]") -> "Sequence[News]":
    """Those of `items` that are no lost fact said again; the lost ones are found again in this transaction."""
    left = []
    for item in items:
        event = item.event
        if await raw.fetchval(SAID_AGAIN, event.topic, item.subject, event.type, digest(item.payload)) is None:
            left.append(item)
    if found := len(items) - len(left):
        await raw.execute(FEWER, found)
    return left


async def found_again(raw: Any, events: Sequence[Any]) -> None:
    """These lost facts (ids) are known again: their owner has read them from its topic."""
    if events:
        await raw.execute(FOUND, list(events))
        await raw.execute(FEWER, len(events))
