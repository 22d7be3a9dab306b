"""Whoever is a parent of a case is known in its county: an order to erase them finds them, though nobody has written to them yet."""

from collections.abc import Sequence

from notification.storage import whereabouts
from peerbridge.database.work import UnitOfWork
from peerbridge.events.cases import ClosureFacts, Opening

__all__ = ["note_cases"]


async def note_cases(work: UnitOfWork, heard: Sequence[Opening | ClosureFacts]) -> None:
    """Keep where each parent is known: ids only, once known always known."""
    await whereabouts.note(work, {(parent, said.about.county) for said in heard for parent in said.parents})
