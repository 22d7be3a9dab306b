"""Finds a person by the digest of what a source calls them; ids, counties and the opt-out only. Its lock is the person's lock.

The opt-out stands here, because it holds whichever county hears of the person next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7
from peerbridge.merging import kept_ids

__all__ = ["Known", "lock", "named_digest", "note", "opt_out", "take_free", "take_over", "unnamed_digest"]

ADD = """
INSERT INTO people (person, digest, counties, opted_out)
SELECT person, digest, '{}', false FROM unnest($1::uuid[], $2::bytea[]) AS p (person, digest) ON CONFLICT (digest) DO NOTHING
"""
COLUMNS = "person, digest, counties, opted_out"
LOCK = f"""
SELECT {COLUMNS} FROM people WHERE digest = ANY ($1::bytea[] || ARRAY(SELECT digest FROM people WHERE person = ANY ($2::uuid[])))
ORDER BY digest FOR UPDATE
"""  # noqa: S608 (columns are named above)
TAKE_FREE = f"SELECT {COLUMNS} FROM people WHERE person = ANY ($1::uuid[]) ORDER BY digest FOR UPDATE SKIP LOCKED"  # noqa: S608 (the same)
NOTE = """
UPDATE people AS p SET counties = p.counties || n.counties FROM (
    SELECT person, array_agg(county) AS counties FROM unnest($1::uuid[], $2::text[]) AS n (person, county) GROUP BY person
) AS n WHERE p.person = n.person
"""
TAKE_OVER = """
UPDATE people AS k SET counties = ARRAY(SELECT DISTINCT unnest(k.counties || m.counties) ORDER BY 1),
    opted_out = k.opted_out OR m.opted_out
FROM people AS m WHERE m.person = $1 AND k.person = $2
"""
OPT_OUT = "UPDATE people SET opted_out = true WHERE person = $1"


@dataclass(frozen=True, slots=True)
class Known:
    """A person's id, the counties that know of them, and whether they opted out."""

    person: UUID
    digest: bytes
    counties: frozenset[str]
    opted_out: bool


def named_digest(source: str, person: str) -> bytes:
    """What a person is known by whom a source names."""
    return sha256(f"person\0{source}\0{person}".encode()).digest()


def unnamed_digest(case_digest: bytes) -> bytes:
    """What "the parent of this case" is known by, until somebody names them (EVENTS, CaseClosed)."""
    return sha256(b"parent of the case\0" + case_digest).digest()


async def lock(work: UnitOfWork, digests: Iterable[bytes] = (), people: Iterable[UUID] = ()) -> list[Known]:
    """These persons, locked in the order of their digests; digests unknown become persons, one that was merged is the kept one."""
    wanted = sorted(set(digests))
    raw = await work.raw()
    if wanted:
        await raw.execute(ADD, [uuid7() for _ in wanted], wanted)
    found = [_known(row) for row in await raw.fetch(LOCK, wanted, list(people))]
    merged = await kept_ids(work, [each.person for each in found])
    if not merged:
        return found
    kept = {each.person: each for each in await lock(work, people=set(merged.values()))}
    return [replace(kept[merged[e.person]], digest=e.digest) if e.person in merged else e for e in found]


async def take_free(work: UnitOfWork, people: Iterable[UUID]) -> list[Known]:
    """Those of these persons that nobody else decides on right now, locked."""
    return [_known(row) for row in await (await work.raw()).fetch(TAKE_FREE, list(people))]


async def note(work: UnitOfWork, known_in: Sequence[tuple[UUID, str]]) -> None:
    """Note that a further county knows of each of these persons, whose locks are held."""
    if known_in:
        await (await work.raw()).execute(NOTE, [person for person, _ in known_in], [county for _, county in known_in])


async def opt_out(work: UnitOfWork, person: UUID) -> None:
    """Note for good that a person wants to hear nothing more."""
    await (await work.raw()).execute(OPT_OUT, person)


async def take_over(work: UnitOfWork, merged: UUID, kept: UUID) -> None:
    """Whoever knew the merged id knows the kept one; an opt-out holds for both. Their locks are held."""
    await (await work.raw()).execute(TAKE_OVER, merged, kept)


def _known(row: Any) -> Known:
    return Known(row["person"], row["digest"], frozenset(row["counties"]), row["opted_out"])
