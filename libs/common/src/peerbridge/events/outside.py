"""Records of state systems: CloudEvents whose ids are not ours and which know no sequence and no correlation."""

from collections.abc import Callable, Iterable
from uuid import UUID

from peerbridge.events.envelope import Envelope, check_version, county, moment, text


def from_outside(headers: Iterable[tuple[str, bytes | None]], made_id: Callable[[str, str], UUID]) -> Envelope:
    """The envelope of a state system's record; `made_id(source, id)` gives the id of ours.

    The same source and id give the same id, so a record delivered twice is known again. A trace context is kept
    only where our own records carry one: an outside system's says nothing about us. Raises: BadEnvelope.
    """
    found = dict(headers)
    check_version(found)
    source, type_ = text(found, "source"), text(found, "type")
    ours = made_id(source, text(found, "id"))
    where = county(text(found, "county"), type_)
    return Envelope(ours, source, type_, text(found, "subject"), moment(found), where, (), 0, ours)
