"""Invariant 9: nothing of another county is ever read or delivered."""

from collections.abc import Iterator

from peerbridge_faults.reader.seen import Finding, Place, Seen

__all__ = ["leaks"]


def leaks(seen: Seen) -> Iterator[Finding]:
    """Tables open to everybody, rows that stand in other counties than their events, and what callers were shown."""
    for place in seen.places.values():
        if place.open:
            yield Finding(9, "leaked", place.service, "", "a table with counties is not under forced row policies")
        yield from _kept_elsewhere(seen, place)
    for says in seen.ledger.foreign_reads:
        yield Finding(9, "leaked", says.partition(" ")[0], "", says)


def _kept_elsewhere(seen: Seen, place: Place) -> Iterator[Finding]:
    for table in ("event", "deliveries"):
        for row in place.rows.get(table, ()):
            event = seen.firsts.get(str(row.get("event_id") or row.get("id")))
            if event is not None and event.told.get("county") != row["county"]:
                says = f"{table}: kept in {row['county']}, told in {event.told.get('county')}"
                yield Finding(9, "leaked", place.service, event.subject, says)
