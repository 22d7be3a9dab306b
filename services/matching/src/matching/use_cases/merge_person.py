"""What matching holds of a merged id is the kept one's, in all counties, whatever is heard before or after."""

from typing import Final
from uuid import UUID

from matching.storage.joining import JOINED
from matching.use_cases.rearrange import rearrange
from peerbridge.database.work import UnitOfWork
from peerbridge.merging import Merging

__all__ = ["merging"]


async def arrange_kept(work: UnitOfWork, _merged: UUID, kept: UUID) -> None:
    """Who may see the kept partner's rows, and whom they may now help."""
    await rearrange(work, [kept])


merging: Final = Merging(JOINED, also=arrange_kept)
