"""Why candidates are no longer in a programme's pool: recruitment says so once, when it happens, and keeps the standing only."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from console.storage.sql import sql
from peerbridge.database.work import UnitOfWork

__all__ = ["reasons"]

READ: Final = """
SELECT DISTINCT ON (n.thing, e.data ->> 'program')
       n.thing::text AS person, e.data ->> 'program' AS program, e.data ->> 'reason' AS reason
FROM mention n JOIN event e ON e.id = n.event
WHERE n.thing = ANY ($2::uuid[]) AND e.type = 'peerbridge.CandidateWithdrawn.v1' AND {seen}
ORDER BY n.thing, e.data ->> 'program', e.id DESC
"""


async def reasons(work: UnitOfWork, counties: Sequence[str], people: Sequence[UUID]) -> dict[tuple[str, str], str]:
    """The last reason of each of these people and programmes, under whatever id it was told, where these counties may see it."""
    if not people:
        return {}
    rows = await (await work.raw()).fetch(sql(READ), list(counties), list(people))
    return {(row["person"], row["program"]): row["reason"] for row in rows}
