"""Whether messages reach a partner is shown to whoever supervises them."""

from collections.abc import Sequence

from peerbridge.database.work import UnitOfWork
from peerbridge.events.notifications import NotificationFailed, NotificationSent, RecipientOptedOut
from supervision.storage import reach
from supervision.storage.tables import ReachRow

__all__ = ["Reached", "note_reach"]

Reached = NotificationSent | NotificationFailed | RecipientOptedOut


async def note_reach(work: UnitOfWork, heard: Sequence[Reached]) -> None:
    """Keep the last outcome per person and county. A message sent shows that an earlier failure is over."""
    known = await reach.lock(work, [(said.person, said.about.county) for said in heard])
    await reach.store(work, [_noted(known.get((said.person, said.about.county)), said) for said in heard])


def _noted(known: ReachRow | None, said: Reached) -> ReachRow:
    about = said.about
    row = ReachRow(person=said.person, county=about.county, shared_with=list(about.shared_with))
    row.failed, row.opted_out = (known.failed, known.opted_out) if known else (None, False)
    if isinstance(said, RecipientOptedOut):
        row.opted_out = True
    elif isinstance(said, NotificationFailed):
        row.failed = said.reason
    else:
        row.failed, row.opted_out = None, False
    return row
