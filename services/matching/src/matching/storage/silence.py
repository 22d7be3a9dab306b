"""Pairs that rest: proposed to each other lately, and one of the two sides did not answer."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from matching.domain.proposals import REST_DAYS
from matching.storage.tables import ProposalRow
from peerbridge.database.seeing import filtered, seen

__all__ = ["unanswered"]

UNANSWERED = filtered(
    """
SELECT p.request, p.partner FROM unnest($1::uuid[], $2::date[]) AS asked (request, since) JOIN proposal AS p ON p.request = asked.request
WHERE p.state = 'expired' AND p.was_told AND p.expires_on >= asked.since AND {proposal}
""",
    proposal=seen("p", *ProposalRow.__readers__),
)


async def unanswered(raw: Any, today: Mapping[UUID, date]) -> dict[UUID, frozenset[UUID]]:
    """Request -> partners whose proposal for it one side let expire, within `REST_DAYS`. `today`: of each, where its family lives."""
    found: dict[UUID, set[UUID]] = {}
    since = [day - timedelta(days=REST_DAYS) for day in today.values()]
    for request, partner in await raw.fetch(UNANSWERED, list(today), since):
        found.setdefault(request, set()).add(partner)
    return {request: frozenset(partners) for request, partners in found.items()}
