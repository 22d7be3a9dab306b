"""Ids are UUIDv7: made once, ordered by the time they were made, unique in the whole state."""

import uuid
from datetime import UTC, datetime
from hashlib import sha256

from asyncpg.pgproto import pgproto
from uuid_utils import uuid7 as _uuid7

__all__ = ["derived_id", "lowest_id", "made_at", "uuid7"]

LATEST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp() * 1000)


def uuid7() -> uuid.UUID:
    """A new id, as the driver's own kind of `uuid.UUID`: made, written and compared in a fraction of the time."""
    made: uuid.UUID = pgproto.UUID(_uuid7().bytes)
    return made


def made_at(identifier: uuid.UUID) -> datetime:
    """The instant (real time, UTC, to the millisecond) that a UUIDv7 carries; of any other id one that is never now."""
    return datetime.fromtimestamp(min(identifier.int >> 80, LATEST) / 1000, tz=UTC)


def lowest_id(instant: datetime) -> uuid.UUID:
    """The smallest UUID of `instant`: a bound for partitions, never the id of a thing."""
    return uuid.UUID(int=int(instant.timestamp() * 1000) << 80)


def derived_id(instant: datetime, *parts: str | bytes) -> uuid.UUID:
    """A UUIDv7 made of a known instant and the SHA-256 of `parts`: the same input gives the same id.

    For records that bring no readable id of ours (DELIVERY, "In" 3): the log's own timestamp and content stand for it.
    """
    digest = sha256(b"\x00".join(p.encode() if isinstance(p, str) else p for p in parts)).digest()
    random = int.from_bytes(digest[:10], "big") & ((1 << 80) - 1)
    value = (int(instant.timestamp() * 1000) << 80) | random
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)
