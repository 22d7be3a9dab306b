"""Know what programmes call themselves and which counties they serve: the words on the pages."""

from collections.abc import Sequence

from console.storage import programs
from peerbridge.database.work import UnitOfWork
from peerbridge.events.programs import ProgramPublished

__all__ = ["keep_programs"]


async def keep_programs(work: UnitOfWork, heard: Sequence[ProgramPublished]) -> None:
    """Keep the newest version of each of these policies; an older one than the one known changes nothing."""
    newest = {said.program: said for said in sorted(heard, key=lambda said: said.version)}
    for said in newest.values():
        await programs.store(work, said)
