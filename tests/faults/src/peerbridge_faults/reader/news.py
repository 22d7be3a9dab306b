"""Invariants 1 and 2: no committed change without its event, no event without its change.

A stream's version counts what was committed for its key; `published` and `outbox` hold what was handed to the relay. Beyond
that, by names: a table whose primary key is a UUID called like an id field of what its service says holds the things of these events.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from peerbridge_faults.reader.seen import Finding, Place, Seen

__all__ = ["changes_without_event", "events_without_change"]

NOT_ANNOUNCED: Final = {
    ("supervision", "sessions"): "a planned session is told of when it was kept or missed",
    ("matching", "former"): "what a later match's partner may see of a former one is a decision inside matching",
    ("recruitment", "people"): "a parent is kept with the case; events name them once a programme is concerned",
    ("recruitment", "trainings"): "TrainingCompleted names the kind of training, not the row",
}
"""Tables that the rule by names would take for things that are told of, and why they are not."""
PLURAL: Final = ("ies", "y"), ("sses", "ss"), ("s", "")


def changes_without_event(seen: Seen) -> Iterator[Finding]:
    """Versions, published rows and things of which no topic knows."""
    for service, place in seen.places.items():
        said = {each.id: each for each in seen.said_by(service)}
        waiting = {row["event"] for row in place.outbox}
        for event, (topic, key) in place.published.items():
            if event not in said and event not in waiting:
                yield Finding(1, "lost", service, key, f"{event} left the outbox and is not on {topic}")
        told = Counter((each.topic, each.subject) for each in said.values())
        told.update((row["topic"], row["key"]) for row in place.outbox if row["event"] not in said)
        for (topic, key), version in place.streams.items():
            if told[topic, key] < version:
                yield Finding(1, "lost", service, key, f"{version} changes on {topic}, {told[topic, key]} events")
        yield from _counted(seen, place)
        for table, _, ids in things(seen, place):
            for thing in ids - seen.mentioned:
                yield Finding(1, "lost", service, thing, f"a row of {table} that no event names")


def events_without_change(seen: Seen) -> Iterator[Finding]:
    """Events that no transaction of their service left behind, or that name things which it does not have."""
    for service, place in seen.places.items():
        handed = {row["event"] for row in place.outbox} | place.published.keys()
        rows = list(things(seen, place))
        for each in seen.said_by(service):
            if each.id not in handed:
                yield Finding(2, "doubled", service, each.subject, f"{each.name} {each.id} was never committed")
            if each.sequence > place.streams.get((each.topic, each.subject), 0):
                yield Finding(2, "doubled", service, each.subject, f"{each.name} has sequence {each.sequence}, unknown")
            for table, name, ids in rows:
                thing = each.data.get(name)
                if isinstance(thing, str) and thing not in ids:
                    yield Finding(2, "lost", service, thing, f"{each.name} names a {name} that {table} lacks")
    yield from _foreign(seen)


def things(seen: Seen, place: Place) -> Iterator[tuple[str, str, set[str]]]:
    """Table, name of the id in events, ids: the tables that hold what the service's events are about."""
    names = seen.declared.written_by(place.service)
    for table, ids in place.ids.items():
        column = place.keys[table][0]
        name = singular(table) if column == "id" else column
        if name in names and (place.service, table) not in NOT_ANNOUNCED and not _partial(place, table, column):
            yield table, name, ids


def _counted(seen: Seen, place: Place) -> Iterator[Finding]:
    """A service that counts what it hears of each thing, and tells of each (the chassis' sample), counts what it tells."""
    rows = [row for row in place.rows.get("thing", ()) if "times" in row]
    if not rows and "thing" not in place.rows:
        return
    parked = {row["event"] for row in place.parked}
    told = Counter(each.subject for each in seen.said_by(place.service))
    heard = Counter(
        e.subject
        for known, e in seen.firsts.items()
        if e.topic in place.topics and known in place.inbox.keys() - parked
    )
    times = {str(row["id"]): row["times"] for row in rows}
    for thing in times.keys() | heard.keys():
        if times.get(thing, 0) > told[thing]:
            yield Finding(1, "lost", place.service, thing, f"counted {times[thing]} times, told {told[thing]} times")
        if times.get(thing, 0) < told[thing]:
            yield Finding(
                2, "lost", place.service, thing, f"counted {times.get(thing, 0)} times, told {told[thing]} times"
            )
        if heard[thing] > max(times.get(thing, 0), told[thing]):
            yield Finding(
                3, "lost", place.service, thing, f"heard {heard[thing]} times, counted {times.get(thing, 0)} times"
            )


def _partial(place: Place, table: str, column: str) -> bool:
    """Of tables with the same key the one called like it holds all; the others hold some."""
    same = [each for each, key in place.keys.items() if key == (column,) and column != "id"]
    return len(same) > 1 and singular(table) != column


def singular(table: str) -> str:
    """`check_ins` -> `check_in`."""
    for end, instead in PLURAL:
        if table.endswith(end):
            return table.removesuffix(end) + instead
    return table


def _foreign(seen: Seen) -> Iterator[Finding]:
    """What stands on a topic under the name of somebody who is not its writer."""
    for each in seen.firsts.values():
        topic = seen.declared.topics.get(each.topic)
        if topic and not topic.foreign and topic.writer in seen.places and each.service != topic.writer:
            yield Finding(
                2, "doubled", each.service or "outside", each.subject, f"{each.name} on {each.topic}, not its own"
            )
