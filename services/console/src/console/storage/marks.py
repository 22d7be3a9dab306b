"""Marks and the numbers made of them, in set statements; what a mark was and is comes from the database itself."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from console.domain.marks import Mark
from console.domain.settling import BEGUN, ENDED
from console.storage.sql import sql
from peerbridge.database.work import UnitOfWork

__all__ = ["dependents", "match_marks", "store"]

COLUMNS: Final = 'slot, thing, county, state, event, sequence, "time", program, match, case_id, due_on'
STORE: Final = sql(
    """
INSERT INTO mark AS m ({mark})
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::bigint[], $7::timestamptz[], $8::text[],
                     $9::uuid[], $10::uuid[], $11::date[])
ON CONFLICT (slot, thing, county) DO UPDATE SET
    state = excluded.state, event = excluded.event, sequence = excluded.sequence, "time" = excluded."time", program = excluded.program,
    match = excluded.match, case_id = excluded.case_id, due_on = excluded.due_on
WHERE excluded.sequence >= m.sequence
RETURNING m.county, old.state AS old_state, old.program AS old_program, new.state AS new_state, new.program AS new_program
""",
    mark=COLUMNS,
)
TALLY: Final = """
INSERT INTO tally AS t (county, program, state, n) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
ON CONFLICT (county, program, state) DO UPDATE SET n = t.n + excluded.n
"""
OF_MATCHES: Final = sql(
    "SELECT {mark} FROM mark WHERE match = ANY ($1::uuid[]) AND slot = ANY ($2::text[])",
    mark=COLUMNS,
)
DEPENDENT: Final = sql(
    "SELECT {mark} FROM mark WHERE match = ANY ($1::uuid[]) AND slot <> ALL ($2::text[]) AND state IS NOT NULL",
    mark=COLUMNS,
)


async def match_marks(work: UnitOfWork, matches: Sequence[UUID]) -> list[Mark]:
    """The marks of these matches' beginnings and ends."""
    return await _read(work, OF_MATCHES, matches)


async def dependents(work: UnitOfWork, matches: Sequence[UUID]) -> list[Mark]:
    """The counted marks that depend on these matches."""
    return await _read(work, DEPENDENT, matches)


async def _read(work: UnitOfWork, statement: str, matches: Sequence[UUID]) -> list[Mark]:
    rows = await (await work.raw()).fetch(statement, matches, [BEGUN, ENDED]) if matches else []
    return [_mark(row) for row in rows]


def _mark(row: Mapping[str, Any]) -> Mark:
    values = dict(row)
    return Mark(case=values.pop("case_id"), **values)


async def store(work: UnitOfWork, marks: Iterable[Mark]) -> None:
    """Keep these marks where none newer stands, in key order, and move the numbers by what changed."""
    ordered = sorted(marks, key=lambda mark: mark.key)
    if not ordered:
        return
    columns = [
        (m.slot, m.thing, m.county, m.state, m.event, m.sequence, m.time, m.program, m.match, m.case, m.due_on)
        for m in ordered
    ]
    changed = await (await work.raw()).fetch(STORE, *map(list, zip(*columns, strict=True)))
    await _move(work, changed)


async def _move(work: UnitOfWork, changed: Sequence[Mapping[str, Any]]) -> None:
    """Add to the numbers what these marks are now, and take off what they were."""
    moved: Counter[tuple[str, str, str]] = Counter()
    for row in changed:
        if row["old_state"] is not None:
            moved[row["county"], row["old_program"], row["old_state"]] -= 1
        if row["new_state"] is not None:
            moved[row["county"], row["new_program"], row["new_state"]] += 1
    deltas = sorted((key, n) for key, n in moved.items() if n)
    if deltas:
        counties, programs, states = (list(part) for part in zip(*(key for key, _ in deltas), strict=True))
        await (await work.raw()).execute(TALLY, counties, programs, states, [n for _, n in deltas])
