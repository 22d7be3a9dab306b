"""Which requests wait for a proposal, and in which county.

An index of ids without a policy, read to find whom a free place can help.
"""

from collections.abc import Iterable
from uuid import UUID

from peerbridge.database.work import UnitOfWork

__all__ = ["add", "counties", "drop"]

ADD = "INSERT INTO waiting (request, county) SELECT * FROM unnest($1::uuid[], $2::text[]) ON CONFLICT DO NOTHING"
DROP = "DELETE FROM waiting WHERE request = ANY ($1::uuid[])"
COUNTIES = "SELECT DISTINCT county FROM waiting WHERE county = ANY ($1::text[]) ORDER BY county"


async def add(work: UnitOfWork, requests: Iterable[tuple[UUID, str]]) -> None:
    """These requests wait, each in its county."""
    ordered = sorted(set(requests))
    await (await work.raw()).execute(ADD, [request for request, _ in ordered], [county for _, county in ordered])


async def drop(work: UnitOfWork, requests: Iterable[UUID]) -> None:
    """These requests wait no longer."""
    await (await work.raw()).execute(DROP, sorted(set(requests)))


async def counties(work: UnitOfWork, among: Iterable[str]) -> list[str]:
    """Those of these counties in which somebody waits."""
    found = await (await work.raw()).fetch(COUNTIES, sorted(set(among)))
    return [row["county"] for row in found]
