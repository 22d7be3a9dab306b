"""Who is in a running match: nobody's data is destroyed under the feet of the other side."""

from collections.abc import Sequence

from notification.storage import erasures
from peerbridge.database.work import UnitOfWork
from peerbridge.events.matches import MatchCreated, MatchEnded

__all__ = ["note_matches"]


async def note_matches(work: UnitOfWork, heard: Sequence[MatchCreated | MatchEnded]) -> None:
    """Keep both people of each match, and whether it has ended; beginning and end may come in any order."""
    ended = [(said, isinstance(said, MatchEnded)) for said in heard]
    await erasures.engage(
        work, [(said.match, one, over) for said, over in ended for one in (said.partner, said.parent)]
    )
