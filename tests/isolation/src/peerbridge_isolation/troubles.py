"""What an operator looks after, in every service: an event that failed, parked, and a job that is done."""

from uuid import uuid4

from peerbridge_isolation.house import SERVICES, House

__all__ = ["troubled"]


async def troubled(house: House, county: str, mark: str) -> None:
    """In every service: an event that failed, parked, and a job that is done."""
    for service in SERVICES:
        await house.rows(
            service, "INSERT INTO job (id, kind, subject, counties, done_at) VALUES ($1, 'planted', $2, $3, now())",
            uuid4(), f"{mark}-job", [county],
        )  # fmt: skip
        key, event = f"{mark}-parked", uuid4()
        await house.rows(
            service,
            "INSERT INTO parked_keys (topic, key, next_attempt_at, dead, counties) VALUES ('peerbridge.cases', $1, now(), true, $2)",
            key,
            [county],
        )
        await house.rows(
            service,
            'INSERT INTO parked (topic, key, partition, "offset", event_id, county, headers, logged_at, fingerprint) '
            "VALUES ('peerbridge.cases', $1, 0, 1, $2, $3, '', now(), $4)",
            key,
            event,
            county,
            f"{mark}Error",
        )
