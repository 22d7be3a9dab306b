"""Finds a source's case by the digest of its source and number, also where its rows are hidden; its lock is the case's lock."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7

__all__ = ["Indexed", "case_digest", "find", "lock", "move"]

ADD = """
INSERT INTO case_index (digest, case_id, county) SELECT * FROM unnest($1::bytea[], $2::uuid[], $3::text[])
ON CONFLICT (digest) DO NOTHING
"""
LOCK = "SELECT digest, case_id, county FROM case_index WHERE digest = ANY ($1::bytea[]) ORDER BY digest FOR UPDATE"
FIND = "SELECT case_id, county FROM case_index WHERE digest = $1"
MOVE = """
UPDATE case_index AS i SET county = m.county FROM unnest($1::uuid[], $2::text[]) AS m (case_id, county)
WHERE i.case_id = m.case_id AND i.county <> m.county
"""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A case's id and where it is counted. `fresh`: it was not known before this transaction."""

    case: UUID
    county: str
    fresh: bool = False


def case_digest(source: str, source_case: str) -> bytes:
    """What a source's case is known by."""
    return sha256(f"case\0{source}\0{source_case}".encode()).digest()


async def lock(work: UnitOfWork, wanted: Mapping[bytes, str]) -> dict[bytes, Indexed]:
    """The cases of these digests, locked in their order; those unknown are made, for the counties named."""
    digests = sorted(wanted)
    fresh = [uuid7() for _ in digests]
    raw = await work.raw()
    await raw.execute(ADD, digests, fresh, [wanted[digest] for digest in digests])
    made = set(fresh)
    found = await raw.fetch(LOCK, digests)
    return {row["digest"]: Indexed(row["case_id"], row["county"], row["case_id"] in made) for row in found}


async def find(work: UnitOfWork, digest: bytes) -> Indexed | None:
    """The case of a digest, whosever it is."""
    row = await (await work.raw()).fetchrow(FIND, digest)
    return Indexed(row["case_id"], row["county"]) if row else None


async def move(work: UnitOfWork, counties: Mapping[UUID, str]) -> None:
    """Note where these cases are counted now."""
    if counties:
        await (await work.raw()).execute(MOVE, list(counties), list(counties.values()))
