"""What has changed in a state's pool since its worker last looked: left with every change, taken off once it had its effect."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from peerbridge.database.work import UnitOfWork

__all__ = ["ALL", "MOST", "PARTNER", "REQUEST", "PoolChange", "counties", "done", "of", "states", "stirred", "tell"]

REQUEST, PARTNER, ALL = "request", "partner", "all"
MOST: Final = 500  # taken at once: what it leads to is one transaction of few seconds
TELL = (
    "INSERT INTO pool_change (state, what, subject) SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::uuid[])"
)
OF = "SELECT id, what, subject FROM pool_change WHERE state = $1 ORDER BY id LIMIT $2"
STIRRED = """
SELECT state FROM unnest($1::text[]) AS asked (state) WHERE EXISTS (SELECT FROM pool_change AS p WHERE p.state = asked.state)
"""
DONE = "DELETE FROM pool_change WHERE id = ANY ($1::bigint[])"
COUNTIES = "SELECT county FROM counties WHERE left(county, 2) = $1 ORDER BY county"
STATES = "SELECT DISTINCT left(county, 2) AS state FROM counties ORDER BY state"


@dataclass(frozen=True, slots=True, order=True)
class PoolChange:
    """One of them. Without a subject everything is to be read anew."""

    state: str
    what: str
    subject: UUID | None = None
    id: int = 0


async def tell(work: UnitOfWork, changes: Iterable[PoolChange]) -> None:
    """Leave these for the workers of their states, in this transaction."""
    told = list(changes)
    if told:
        columns = [[each.state for each in told], [each.what for each in told], [each.subject for each in told]]
        await (await work.raw()).execute(TELL, *columns)


async def of(work: UnitOfWork, state: str) -> list[PoolChange]:
    """What is left for a state's worker, the oldest first, at most `MOST`."""
    rows = await (await work.raw()).fetch(OF, state, MOST)
    return [PoolChange(state, row["what"], row["subject"], row["id"]) for row in rows]


async def stirred(work: UnitOfWork, asked: Collection[str]) -> list[str]:
    """Those of these states for whose worker something is left."""
    return [row["state"] for row in await (await work.raw()).fetch(STIRRED, [*asked])]


async def done(work: UnitOfWork, changes: Iterable[PoolChange]) -> None:
    """These have had their effect."""
    await (await work.raw()).execute(DONE, [each.id for each in changes])


async def counties(work: UnitOfWork, state: str) -> list[str]:
    """The counties of a state of which this database has rows."""
    return [row["county"] for row in await (await work.raw()).fetch(COUNTIES, state)]


async def states(work: UnitOfWork) -> list[str]:
    """The states of which this database has rows, by the digits their counties begin with."""
    return [row["state"] for row in await (await work.raw()).fetch(STATES)]
