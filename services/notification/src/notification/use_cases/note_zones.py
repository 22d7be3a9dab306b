"""Programs name the time zones of their counties: what a person's is, where nobody said otherwise."""

from collections.abc import Sequence

from notification.storage import whereabouts
from peerbridge.database.work import UnitOfWork
from peerbridge.events.programs import ProgramPublished

__all__ = ["note_zones"]


async def note_zones(work: UnitOfWork, heard: Sequence[ProgramPublished]) -> None:
    """Keep the time zones."""
    await whereabouts.note_zones(work, {county: zone for said in heard for county, zone in said.policy.zones.items()})
