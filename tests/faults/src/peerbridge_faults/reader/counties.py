"""Invariant 9: nothing of another county is ever read or delivered."""

from collections.abc import Iterator

from peerbridge_faults.reader.seen import Finding, Seen

__all__ = ["leaks"]


def leaks(seen: Seen) -> Iterator[Finding]:
    """Tables open to everybody, rows that stand in other counties than their events, and what callers were shown."""
    for service, place in seen.places.items():
        if place.open:
            yield Finding(9, "leaked", service, "", "a table with counties is not under forced row policies")
        for table in ("event", "deliveries"):
            for row in place.rows.get(table, ()):
                event = seen.firsts.get(str(row.get("event_id") or row.get("id")))
                if event is not None and event.told.get("county") != row["county"]:
                    says = f"{table}: kept in {row['county']}, told in {event.told.get('county')}"
                    yield Finding(9, "leaked", service, event.subject, says)
        for row in place.rows.get("thing", ()):
            told = {
                each.told.get("county") for each in seen.by_topic["peerbridge.cases"] if each.subject == str(row["id"])
            }
            if row["county"] not in told:
                yield Finding(
                    9, "leaked", service, str(row["id"]), f"kept in {row['county']}, told in {sorted(map(str, told))}"
                )
    for says in seen.ledger.foreign_reads:
        yield Finding(9, "leaked", says.partition(" ")[0], "", says)
