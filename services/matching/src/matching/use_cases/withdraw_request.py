"""A family no longer wants, or may have, a partner: its request and any open proposal end together."""

from collections.abc import Sequence
from uuid import UUID

from matching.domain import news
from matching.domain.requests import SupportRequest, WithdrawnReason
from matching.storage import families, pairs, waiting
from matching.use_cases.let_go import let_go
from matching.use_cases.look_again import look_again
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.events.base import Event

__all__ = ["withdraw", "withdraw_request"]


async def withdraw_request(work: UnitOfWork, request: UUID, reason: WithdrawnReason) -> SupportRequest:
    """Take one request back, on the family's or the staff's word. Raises: NotVisible, RequestOver."""
    known = (await families.requests(work, [request])).get(request)
    if known is not None:
        await work.lock(request, known.case)
    seen = (await families.lock_requests(work, [request])).get(request)
    if seen is None or work.scope.person not in (None, seen.parent):
        raise NotVisible
    gone = seen.withdrawn(reason, work.business_now)
    await withdraw(work, [gone])
    return gone


async def withdraw(work: UnitOfWork, gone: Sequence[SupportRequest], *, because: Event | None = None) -> None:
    """Store withdrawn requests, close their proposals, and announce both."""
    requests = [request.request for request in gone]
    asked = await pairs.active_proposals(work, requests=requests)
    await families.store_requests(work, gone)
    await waiting.drop(work, requests)
    closed = [proposal.closed("withdrawn", work.business_now) for proposal in asked]
    await let_go(work, closed, because=because, waits=False)
    await look_again(work, requests=[(each.request, each.county) for each in gone])
    for request in gone:
        work.announce(news.withdrawn(request), county=request.county, because=because)
