"""Which requests wait for a proposal, and in which county.

An index of ids without a policy: whoever's transaction it is says so, whatever they may see.
"""

from collections.abc import Iterable
from uuid import UUID

from peerbridge.database.work import UnitOfWork

__all__ = ["add", "drop"]

ADD = "INSERT INTO waiting (request, county) SELECT * FROM unnest($1::uuid[], $2::text[]) ON CONFLICT DO NOTHING"
DROP = "DELETE FROM waiting WHERE request = ANY ($1::uuid[])"


async def add(work: UnitOfWork, requests: Iterable[tuple[UUID, str]]) -> None:
    """These requests wait, each in its county."""
    ordered = sorted(set(requests))
    await (await work.raw()).execute(ADD, [request for request, _ in ordered], [county for _, county in ordered])


async def drop(work: UnitOfWork, requests: Iterable[UUID]) -> None:
    """These requests wait no longer."""
    await (await work.raw()).execute(DROP, sorted(set(requests)))
