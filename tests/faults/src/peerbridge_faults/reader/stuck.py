"""Invariant 7: no row is stuck past its deadline, once everything is quiet."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from peerbridge_faults.reader.seen import Finding, Place, Seen

__all__ = ["stuck"]

LEASE: Final = timedelta(seconds=90)  # of a hand-over; the service gives it 60 s
FINISHED: Final = frozenset(
    {"sent", "refused", "no_address", "opted_out", "uncertain", "waiting_for_address", "quiet_hours"}
)


def stuck(seen: Seen) -> Iterator[Finding]:
    """Outbox, jobs, parked keys, claims and hand-overs that nobody works on; locks taken in an order that stops others."""
    for service, place in seen.places.items():
        for row in place.outbox:
            yield Finding(7, "stuck", service, row["key"], f"{row['event']} is still in the outbox")
        for row in place.jobs:
            yield Finding(7, "stuck", service, row["id"], f"job {row['kind']} is not done ({row['failed']})")
        if place.deadlocks:
            yield Finding(
                7, "stuck", service, "", f"{place.deadlocks} deadlocks: somebody takes locks in another order"
            )
        if place.unanswered:
            yield Finding(7, "stuck", service, "", f"{place.unanswered} commands were claimed and not answered")
        yield from _parked(place)
        yield from _turns(service, seen)


def _parked(place: Place) -> Iterator[Finding]:
    """What a fault had parked is flowing or discarded again by now: nothing may be left, nor a key without events."""
    heads = {(row["topic"], row["key"]) for row in place.parked}
    locked = {(row["topic"], row["key"]) for row in place.parked_keys}
    for topic, key in locked - heads:
        yield Finding(7, "stuck", place.service, key, f"a key of {topic} is closed with nothing parked")
    for topic, key in heads - locked:
        yield Finding(7, "stuck", place.service, key, f"events of {topic} are parked and their key is open")
    for row in place.parked:
        says = f"{row['type']} is parked ({row['fingerprint'] or 'behind its head'})"
        yield Finding(7, "stuck", place.service, row["key"], says)


def _turns(service: str, seen: Seen) -> Iterator[Finding]:
    now = datetime.now(UTC)
    rows = seen.places[service].rows
    for row in rows.get("turns", ()):
        if not row["in_business_time"] and row["due_at"] < now - LEASE:
            yield Finding(7, "stuck", service, str(row["delivery"]), "a message's turn has come and nobody takes it")
    taken = {row["delivery"] for row in rows.get("turns", ())}
    for row in rows.get("deliveries", ()):
        if row["state"] not in FINISHED and row["delivery"] not in taken:
            yield Finding(7, "stuck", service, str(row["delivery"]), f"a message is {row['state']} and has no turn")
