"""What follows from a thing by itself has an id that follows from it too.

After a restore the same check-in is planned again under the same id, said word for word as before, and so said to nobody twice.
"""

from datetime import UTC, date, datetime, time
from uuid import UUID

from peerbridge.ids import derived_id

__all__ = ["id_after"]


def id_after(cause: UUID, what: str, since: date) -> UUID:
    """The id of what follows `cause` (a match, or the check-in before), counted from a day; later ones have higher ids."""
    return derived_id(datetime.combine(since, time(), UTC), cause.bytes, what)
