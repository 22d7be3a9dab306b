"""What an event says about the things that are counted.

Of one slot of one thing in one county the saying with the highest sequence stands, so any order and any repeat end alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from console.domain.sayings import Saying, sayings
from peerbridge.events.base import Event

__all__ = ["Key", "Mark", "marks_of", "newest"]

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A slot of a thing in a county: the number (`state`) it counts in, None for none, and the event that says so.

    A thing is counted in its event's county; in a county it is shared with (or has left) it stands with no state.
    """

    slot: str
    thing: str
    county: str
    state: str | None
    event: UUID
    sequence: int
    time: datetime
    program: str = ""
    match: UUID | None = None
    case: UUID | None = None
    due_on: date | None = None

    @property
    def key(self) -> Key:
        """What it is the mark of."""
        return self.slot, self.thing, self.county


def marks_of(event: Event) -> list[Mark]:
    """All marks that one event leaves."""
    about = event.about
    return [
        _mark(said, event, county, counted=county == about.county)
        for said in sayings(event)
        for county in sorted({about.county, *about.shared_with})
    ]


def _mark(said: Saying, event: Event, county: str, *, counted: bool) -> Mark:
    about = event.about
    return Mark(
        slot=said.slot,
        thing=said.thing,
        county=county,
        state=said.state if counted else None,
        event=about.id,
        sequence=about.sequence,
        time=about.time,
        program=getattr(event, "program", ""),
        match=said.match,
        case=getattr(event, "case", None),
        due_on=said.due_on,
    )


def newest(marks: Iterable[Mark]) -> dict[Key, Mark]:
    """Of each key the mark with the highest sequence."""
    found: dict[Key, Mark] = {}
    for mark in marks:
        known = found.get(mark.key)
        if known is None or known.sequence <= mark.sequence:
            found[mark.key] = mark
    return found
