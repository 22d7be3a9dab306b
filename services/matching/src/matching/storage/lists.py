"""Lists for people: oldest first, a page at a time, filtered in SQL beside the row policies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from matching.domain.matches import Match
from matching.domain.proposals import Proposal
from matching.domain.requests import SupportRequest
from matching.storage.mapping import chosen
from matching.storage.tables import MatchRow, ProposalRow, RequestRow
from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork

__all__ = ["Page", "matches", "passed_over", "proposals", "requests"]

PASSED_OVER = filtered(
    """
SELECT mine.request, count(DISTINCT other.request) AS families FROM request AS mine
JOIN request AS other ON other.county = mine.county AND other.asked_at > mine.asked_at AND {other}
JOIN proposal ON proposal.request = other.request AND proposal.state <> 'superseded' AND {proposal}
    AND NOT EXISTS (SELECT FROM proposal AS own WHERE own.request = mine.request AND own.state <> 'superseded' AND {own}
        AND own.proposal < proposal.proposal AND (own.closed_at IS NULL OR own.closed_at >= proposal.proposed_at))
WHERE mine.request = ANY ($1::uuid[]) AND {mine} GROUP BY mine.request
""",
    mine=seen("mine", *RequestRow.__readers__),
    other=seen("other", *RequestRow.__readers__),
    proposal=seen("proposal", *ProposalRow.__readers__),
    own=seen("own", *ProposalRow.__readers__),
)


@dataclass(frozen=True, slots=True)
class Page:
    """At most `limit` things after the one with this id; in one county or all visible; with attention where asked."""

    limit: int
    after: UUID | None = None
    county: str | None = None
    attention: bool = False


async def requests(work: UnitOfWork, page: Page, **equal: Any) -> list[SupportRequest]:
    """Requests; `equal` names columns and the values they must have, None for any."""
    conditions = _conditions(RequestRow, page, RequestRow.request, equal)
    if page.attention:
        conditions.append(col(RequestRow.attention).is_not(None))
    statement = select(RequestRow).where(*conditions).order_by(col(RequestRow.request)).limit(page.limit)
    return await chosen(work, SupportRequest, statement)


async def proposals(work: UnitOfWork, page: Page, **equal: Any) -> list[Proposal]:
    """Proposals; with attention: those that wait for a coordinator."""
    conditions = _conditions(ProposalRow, page, ProposalRow.proposal, equal)
    if page.attention:
        conditions.append(col(ProposalRow.state) == "tentative")
    statement = select(ProposalRow).where(*conditions).order_by(col(ProposalRow.proposal)).limit(page.limit)
    return await chosen(work, Proposal, statement)


async def matches(work: UnitOfWork, page: Page, **equal: Any) -> list[Match]:
    """Matches; with attention: those on the coordinator's list."""
    conditions = _conditions(MatchRow, page, MatchRow.match, equal)
    if page.attention:
        conditions.append(func.cardinality(col(MatchRow.attention)) > 0)
    statement = select(MatchRow).where(*conditions).order_by(col(MatchRow.match)).limit(page.limit)
    return await chosen(work, Match, statement)


async def passed_over(work: UnitOfWork, requests: Sequence[UUID]) -> dict[UUID, int]:
    """Request -> how many families of its county asked later and were proposed a partner while it had no proposal itself."""
    found = await (await work.raw()).fetch(PASSED_OVER, sorted(requests))
    return {row["request"]: row["families"] for row in found}


def _conditions(table: Any, page: Page, key: Any, equal: dict[str, Any]) -> list[Any]:
    conditions: list[Any] = [getattr(table, name) == value for name, value in equal.items() if value is not None]
    if page.county is not None:
        here: Sequence[str] = [page.county]
        conditions.append((table.county == page.county) | table.shared_with.contains(here))
    if page.after is not None:
        conditions.append(key > page.after)
    return conditions
