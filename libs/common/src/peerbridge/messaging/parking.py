"""A failing key parks in order while all others flow. `parked_keys` is the lock; later events of the key park behind the head."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import random

from peerbridge.clock import real_now
from peerbridge.database.work import UnitOfWork
from peerbridge.messaging.heard import Heard, logged_at

__all__ = ["BEYOND", "RETRY_AFTER", "Parking", "park", "retry_delay"]

RETRY_AFTER = (5, 30, 300, 1800, 7200)  # seconds; then the head is a dead letter (DELIVERY, "When it fails")
BEYOND = "beyond inbox"  # nobody can tell any more whether it was heard: it runs only when a person says so

OPEN_KEYS = """
INSERT INTO parked_keys AS k (topic, key, next_attempt_at, dead, counties)
SELECT topic, key, next_attempt_at, dead, string_to_array(counties, ',')
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::bool[], $5::text[])
    AS new (topic, key, next_attempt_at, dead, counties)
ON CONFLICT (topic, key) DO UPDATE
SET counties = (SELECT coalesce(array_agg(DISTINCT c ORDER BY c), '{}') FROM unnest(k.counties || excluded.counties) AS c)
"""
PARK = """
INSERT INTO parked (topic, key, partition, "offset", event_id, type, county, shared_with, headers, raw_key, payload, logged_at, fingerprint)
SELECT topic, key, partition, "offset", event_id, type, county, string_to_array(shared, ','),
       headers, raw_key, payload, logged_at, fingerprint
FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::uuid[],
            $6::text[], $7::text[], $8::text[], $9::bytea[], $10::bytea[], $11::bytea[],
            $12::timestamptz[], $13::text[])
    AS p (topic, key, partition, "offset", event_id, type, county, shared, headers, raw_key, payload, logged_at, fingerprint)
"""


@dataclass(frozen=True, slots=True)
class Parking:
    """One event to park: as the head of its key with a fingerprint, or behind it without."""

    item: Heard
    fingerprint: str | None = None
    dead: bool = False


def retry_delay(attempt: int) -> timedelta | None:
    """How long after failed attempt number `attempt` (from 0) the head runs again, with a tenth of jitter; None: it is dead."""
    if attempt >= len(RETRY_AFTER):
        return None
    return timedelta(seconds=RETRY_AFTER[attempt] * (1 + 0.1 * random()))  # noqa: S311 (jitter, not a secret)


async def park(work: UnitOfWork, parkings: Sequence[Parking]) -> None:
    """Store these events, opening their keys where they are not open yet."""
    if not parkings:
        return
    raw = await work.raw()
    work.counties.update(county for parking in parkings for county in parking.item.counties)
    keys: dict[tuple[str, str], list[Parking]] = {}
    for parking in parkings:
        keys.setdefault((parking.item.record.topic, parking.item.key), []).append(parking)
    ordered = sorted(keys)
    now = real_now()
    await raw.execute(
        OPEN_KEYS,
        [topic for topic, _ in ordered],
        [key for _, key in ordered],
        [now + (retry_delay(0) or timedelta()) for _ in ordered],
        [keys[k][0].dead for k in ordered],
        [",".join(sorted({c for p in keys[k] for c in p.item.counties})) for k in ordered],
    )
    await raw.execute(PARK, *map(list, zip(*(_columns(p) for p in parkings), strict=True)))


def _columns(parking: Parking) -> tuple[object, ...]:
    item, record, about = parking.item, parking.item.record, parking.item.about
    headers = json.dumps(
        [[name, value.hex() if value is not None else None] for name, value in record.headers]
    ).encode()
    return (
        record.topic,
        item.key,
        record.partition,
        record.offset,
        item.event_id,
        about.type if about else None,
        about.county if about else None,
        ",".join(about.shared_with) if about else "",
        headers,
        record.key,
        record.value,
        logged_at(record),
        parking.fingerprint,
    )
