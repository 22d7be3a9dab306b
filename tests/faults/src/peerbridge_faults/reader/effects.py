"""Invariants 4 and 6: each effect once per consumer; every effect has a cause that its service has heard."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from peerbridge_faults.reader.records import Record
from peerbridge_faults.reader.seen import Finding, Seen

__all__ = ["effects_twice", "without_cause"]


def effects_twice(seen: Seen) -> Iterator[Finding]:
    """The same cause made one service say the same of one thing more than once; one id twice in an inbox or twice in content."""
    for service, place in seen.places.items():
        for event, times in place.inbox.items():
            if times > 1:
                yield Finding(4, "doubled", service, event, f"stands {times} times in the inbox")
    said: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for each in seen.firsts.values():
        if each.service in seen.places and "causationid" in each.told:
            said[each.service, each.told["causationid"], each.type, each.subject, _content(seen, each)].append(each)
    for (service, cause, *_), records in said.items():
        if len(records) > 1:
            names = ", ".join(sorted({each.name for each in records}))
            yield Finding(4, "doubled", service, records[0].subject, f"{cause} caused {names} {len(records)} times")
    yield from _other_content(seen)


def _content(seen: Seen, record: Record) -> str:
    """What it says but for ids that were made for it."""
    made = seen.declared.ids.get(record.type, frozenset())
    return repr(sorted((name, str(value)) for name, value in record.data.items() if name not in made))


def _other_content(seen: Seen) -> Iterator[Finding]:
    """What comes again is the same again."""
    for each in seen.records:
        first = seen.firsts.get(seen.known_as(each))
        if first is not None and not seen.injected(each) and (first.value, first.told) != (each.value, each.told):
            yield Finding(4, "doubled", each.service, each.subject, f"{each.id} came again with other content")


def without_cause(seen: Seen) -> Iterator[Finding]:
    """A cause must be an event on a topic, taken in by the service that says it was moved by it."""
    for each in seen.firsts.values():
        place, cause = seen.places.get(each.service), each.told.get("causationid")
        if place is None or cause is None:
            continue
        if cause not in seen.firsts:
            yield Finding(
                6, "lost", each.service, each.subject, f"{each.name} {each.id}: its cause {cause} is on no topic"
            )
        elif cause not in place.inbox:
            yield Finding(
                6, "disordered", each.service, each.subject, f"{each.name} {each.id}: its cause was never taken in"
            )
