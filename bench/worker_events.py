"""What happens to a state while its worker is watched: rows as the service's own use cases leave them, committed by another connection."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import asyncpg

from bench.worker_made import STATE, Rows, records
from matching.domain.solver import VERSION
from matching.use_cases.match_state import MatchState
from peerbridge.ids import uuid7

__all__ = ["Events", "stand"]

TELL = "INSERT INTO pool_change (state, what, subject) VALUES ($1, $2, $3)"


class Events:
    """The people of the state."""

    def __init__(self, connection: asyncpg.Connection, term: MatchState, rows: Rows) -> None:
        self.connection, self.term, self.rows, self.chance = connection, term, rows, Random(11)

    async def arrival(self) -> None:
        """A family asks."""
        rows = self.rows
        rows.tables.clear()
        rows.family(self.chance.randrange(len(rows.state.families.key)))
        subject = rows.tables["waiting"][0]["request"]
        async with self.connection.transaction():
            for name, values in rows.tables.items():
                await self.connection.copy_records_to_table(name, records=records(values), columns=list(values[0]))
            await self.connection.execute(TELL, STATE, "request", subject)

    async def profile(self) -> None:
        """A partner brings an experience more or less."""
        partner = self.chance.choice(list(self.pool.available))[0]
        change = """UPDATE profile SET experiences = CASE WHEN 'experience-1' = ANY (experiences)
                    THEN array_remove(experiences, 'experience-1') ELSE experiences || 'experience-1'::varchar END WHERE partner = $1"""
        async with self.connection.transaction():
            await self.connection.execute(change, partner)
            await self.connection.execute(TELL, STATE, "partner", partner)

    async def withdrawal(self) -> None:
        """A family that has been suggested a partner asks no more."""
        request = self.chance.choice(list(self.pool.movable))
        proposal = self.pool.movable[request]
        now = datetime.now(UTC)
        async with self.connection.transaction():
            await self.connection.execute(
                "UPDATE request SET state = 'withdrawn', reason = 'staff', closed_at = $2 WHERE request = $1",
                request,
                now,
            )
            await self.connection.execute("DELETE FROM waiting WHERE request = $1", request)
            await self.connection.execute(
                "UPDATE proposal SET state = 'withdrawn', closed_at = $2 WHERE proposal = $1", proposal.proposal, now
            )
            await self.connection.execute(
                "UPDATE hold SET released_at = $2 WHERE proposal = $1", proposal.proposal, now
            )
            await self.connection.execute(TELL, STATE, "request", request)
            await self.connection.execute(TELL, STATE, "partner", proposal.partner)

    @property
    def pool(self) -> Any:
        """The worker's memory."""
        assert self.term.pool is not None
        return self.term.pool


async def stand(connection: asyncpg.Connection, term: MatchState) -> int:
    """Write proposals for all pairs of the worker that have none yet, as it would in the end; how many."""
    pool = term.pool
    assert pool is not None
    held = await connection.fetch("SELECT proposal, slot FROM hold WHERE released_at IS NULL")
    slot = {row["proposal"]: row["slot"] for row in held}
    free = {key: list(each.free) for key, each in pool.available.items()}
    for old in pool.movable.values():
        free[old.partner, old.program].remove(slot[old.proposal])
    wanted = [(request, place) for request, place in pool.matcher.pairs().items() if request not in pool.movable]
    pairs = [(request, place, free[place].pop(0)) for request, place in wanted]
    proposals, holds = [], []
    for request, (partner, program), number in pairs:
        about, entry = pool.seekers[request].request, pool.available[partner, program].entry
        shared = [] if entry.county == about.county else [entry.county]
        said = {"county": about.county, "shared_with": shared, "request": request, "parent": about.parent}
        proposal = {"proposal": uuid7(), "partner": partner, "program": program, **said}
        proposals.append(proposal | {"family": about.family, "case": about.case} | _tentative())
        held_by = {"county": entry.county, "shared_with": sorted({*entry.shared_with, about.county} - {entry.county})}
        holds.append(proposal | {"slot": number, "family_county": about.county, "released_at": None} | held_by)
    for name, rows in (("proposal", proposals), ("hold", holds)):
        if rows:
            await connection.copy_records_to_table(name, records=records(rows), columns=list(rows[0]))
    await connection.execute("DELETE FROM waiting WHERE request = ANY ($1::uuid[])", [each[0] for each in pairs])
    await connection.execute("VACUUM (ANALYZE)")
    return len(pairs)


def _tentative() -> dict[str, Any]:
    now = datetime.now(UTC)
    names = ("partner_answer", "partner_answered_at", "family_answer", "family_answered_at", "closed_at", "declined_by")
    nothing: dict[str, Any] = dict.fromkeys((*names, "reason", "seen_at", "reminded_at"))
    return nothing | {
        "zone": "America/Chicago", "valid_days": 7, "state": "tentative", "proposed_at": now,
        "expires_on": now.date() + timedelta(days=7), "total": 500, "points": "[]", "was_told": False, "priority": 0,
        "pool_version": 0, "chosen_by": VERSION, "u": 0, "pi": 0, "others": "[]",
    }  # fmt: skip
