"""Invariants 3 and 8: nothing accepted is lost, and every record received stands in exactly one account.

received = done + duplicate + not listed + parked + dead + discarded. A service that has heard one event of a type lists that type.
"""

from collections import defaultdict
from collections.abc import Iterator

from peerbridge_faults.reader.records import Record, unreadable
from peerbridge_faults.reader.seen import Finding, Place, Seen

__all__ = ["accounts", "never_heard", "unaccounted"]

ACCOUNTS = ("received", "done", "duplicate", "not listed", "parked", "dead", "discarded", "unaccounted")


def never_heard(seen: Seen) -> Iterator[Finding]:
    """Events that a service lists and has not taken in; positions that stand before the log's end."""
    for service, place in seen.places.items():
        if not place.topics:
            yield Finding(3, "stuck", service, "", "has never heard anything")
        for at, end in seen.ends.items():
            if at[0] in place.topics and place.positions.get(at, 0) < end:
                behind = end - place.positions.get(at, 0)
                yield Finding(3, "stuck", service, f"{at[0]}/{at[1]}", f"{behind} records were not heard")
        listed = listed_types(seen, place)
        for known, each in seen.firsts.items():
            if each.topic in place.topics and each.type in listed and known not in place.inbox:
                yield Finding(3, "lost", service, each.subject, f"{each.name} {known} was never taken in")
    yield from _accepted(seen)


def unaccounted(seen: Seen) -> Iterator[Finding]:
    """Records that stand in no account, and parked ones that the inbox does not know."""
    for service, place in seen.places.items():
        numbers = accounts(seen, place)
        if numbers["unaccounted"]:
            yield Finding(
                8, "lost", service, "", f"of {numbers['received']} records {numbers['unaccounted']} are in no account"
            )
        for row in place.parked:
            if row["event"] not in place.inbox:
                yield Finding(8, "lost", service, row["key"], f"{row['event']} is parked and not in the inbox")
        known = _known(seen, place)
        for event in place.inbox.keys() - known:
            yield Finding(8, "doubled", service, event, "was taken in and is on no topic that is heard")


def accounts(seen: Seen, place: Place) -> dict[str, int]:
    """How many records of the topics that a service hears stand where."""
    numbers = dict.fromkeys(ACCOUNTS, 0)
    listed = listed_types(seen, place)
    dead = {(row["topic"], row["key"]) for row in place.parked_keys if row["dead"]}
    parked = {row["event"]: "dead" if (row["topic"], row["key"]) in dead else "parked" for row in place.parked}
    discarded = {row["subject"] for row in place.audit if row["action"] == "discard"}
    met: set[str] = set()
    for each in seen.records:
        if each.topic not in place.topics or each.offset >= place.positions.get(each.place, 0):
            continue
        known = known_to(seen, place, each)
        numbers["received"] += 1
        if known in met:
            account = "duplicate"
        elif known in parked:
            account = parked[known]
        elif known in discarded:
            account = "discarded"
        elif known in place.inbox:
            account = "done"
        else:
            account = "unaccounted" if each.type in listed else "not listed"
        met.add(known)
        numbers[account] += 1
    return numbers


def listed_types(seen: Seen, place: Place) -> set[str]:
    """The types that a service is declared to hear, or of which it has taken in an event, and did not only park it."""
    parked = {row["event"] for row in place.parked}
    declared = {each for each, services in seen.declared.consumers.items() if place.service in services}
    return declared | {
        each.type
        for known, each in seen.firsts.items()
        if each.topic in place.topics and known in place.inbox and known not in parked
    }


def known_to(seen: Seen, place: Place, record: Record) -> str:
    """The id a record is known by: its own, or where its envelope cannot be read, the one made of its place."""
    known = seen.known_as(record)
    return (
        known if known in place.inbox else next((each for each in [unreadable(record)] if each in place.inbox), known)
    )


def _known(seen: Seen, place: Place) -> set[str]:
    """Every id under which something on the topics that it hears may be known."""
    records = [each for each in seen.records if each.topic in place.topics]
    return {seen.known_as(each) for each in records} | {
        unreadable(each) for each in records if each.id not in place.inbox
    }


def _accepted(seen: Seen) -> Iterator[Finding]:
    """What was accepted from outside, and what must have come of it, case by case."""
    cases = {
        row["source_case"]: str(row["id"])
        for place in seen.places.values()
        for row in place.rows.get("cases", ())
        if "source_case" in row
    }
    told: dict[str, list[str]] = defaultdict(list)
    for each in seen.firsts.values():
        if each.topic == "peerbridge.cases":
            told[each.subject].append(each.name)
    for case, expected in seen.ledger.expected.items():
        if case not in cases:
            yield Finding(3, "lost", "recruitment", case, "a reported case is not known")
        elif (said := told[cases[case]]) != expected:
            yield _otherwise(case, said, expected)


def _otherwise(case: str, said: list[str], expected: list[str]) -> Finding:
    """Less, more, or in another order than was reported."""
    says = f"{said} instead of {expected}"
    if len(said) < len(expected):
        return Finding(3, "lost", "recruitment", case, says)
    if len(said) > len(expected):
        return Finding(4, "doubled", "recruitment", case, says)
    return Finding(5, "disordered", "recruitment", case, says)
