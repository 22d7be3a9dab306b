"""Invariant 10: no person is told the same thing twice, in quiet hours, or after opting out; uncertain hand-overs are counted."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from peerbridge_faults.reader.seen import Finding, Seen

__all__ = ["told_wrongly", "uncertain"]

SERVICE = "notification"


def told_wrongly(seen: Seen) -> Iterator[Finding]:
    """Mails against deliveries, deliveries against wishes."""
    place = seen.places.get(SERVICE)
    if place is None or "deliveries" not in place.rows:
        return
    deliveries = {str(row["delivery"]): row for row in place.rows["deliveries"]}
    taken = Counter(mail.message for mail in seen.ledger.mails)
    for message, times in taken.items():
        row = deliveries.get(message)
        if times > 1:
            yield Finding(10, "doubled", SERVICE, message, f"was handed over {times} times")
        if row is None or row["state"] not in ("sent", "uncertain"):
            yield Finding(
                10, "doubled", SERVICE, message, f"was handed over and is {row['state'] if row else 'unknown'}"
            )
    for message, row in deliveries.items():
        if row["state"] == "sent" and not taken[message]:
            yield Finding(10, "lost", SERVICE, message, "is sent and nobody was handed it")
    yield from _again(place.rows["deliveries"])
    yield from _unwished(seen, deliveries)


def uncertain(seen: Seen) -> int:
    """How many hand-overs nobody knows the outcome of."""
    place = seen.places.get(SERVICE)
    return sum(row["state"] == "uncertain" for row in place.rows.get("deliveries", ())) if place else 0


def _again(rows: list[Mapping[str, Any]]) -> Iterator[Finding]:
    told = Counter((row["event_id"], row["person"], row["template"], row["channel"]) for row in rows)
    for (event, person, template, _), times in told.items():
        if times > 1:
            yield Finding(10, "doubled", SERVICE, str(person), f"{template} of {event} is kept {times} times")


def _unwished(seen: Seen, deliveries: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    rows = seen.places[SERVICE].rows
    out = {(row["person"], row["channel"]): row["since"] for row in rows.get("opt_outs", ())}
    people = {row["person"]: row for row in rows.get("people", ())}
    for message, row in deliveries.items():
        if row["state"] != "sent":
            continue
        since = out.get((row["person"], row["channel"]))
        if since and row["created_at"] - since > seen.ledger.clock_error:
            yield Finding(10, "doubled", SERVICE, message, "was sent after the person had opted out")
        person = people.get(row["person"])
        if person and person["quiet_from"] and _quiet(person, row["finished_at"]):
            yield Finding(10, "doubled", SERVICE, message, "was sent in quiet hours")


def _quiet(person: Mapping[str, Any], at: datetime) -> bool:
    """Whether an instant of business time is quiet for a person; over midnight where it begins later than it ends."""
    begins: time = person["quiet_from"]
    ends: time = person["quiet_until"]
    local = at.astimezone(ZoneInfo(person["time_zone"])).time()
    return (local >= begins or local < ends) if begins > ends else begins <= local < ends
