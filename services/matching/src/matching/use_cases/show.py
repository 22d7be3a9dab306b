"""Requests, proposals and matches as their readers may see them; who read what is noted."""

from typing import Any
from uuid import UUID

from matching.domain.matches import Match
from matching.domain.proposals import Proposal
from matching.domain.requests import SupportRequest
from matching.storage import lists
from matching.storage.lists import Page
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible

__all__ = ["show_matches", "show_proposals", "show_request", "show_requests"]


async def show_requests(work: UnitOfWork, page: Page, **equal: Any) -> list[SupportRequest]:
    """A page of requests, oldest first."""
    work.audit(action="read", what="requests", county=page.county)
    return await lists.requests(work, page, **equal)


async def show_request(work: UnitOfWork, request: UUID) -> SupportRequest:
    """One request. Raises: NotVisible."""
    found = await lists.requests(work, Page(1), request=request)
    if not found:
        raise NotVisible
    work.audit(action="read", what="request", subject=request, county=found[0].county)
    return found[0]


async def show_proposals(work: UnitOfWork, page: Page, **equal: Any) -> list[Proposal]:
    """A page of proposals, oldest first."""
    work.audit(action="read", what="proposals", county=page.county)
    return await lists.proposals(work, page, **equal)


async def show_matches(work: UnitOfWork, page: Page, **equal: Any) -> list[Match]:
    """A page of matches, oldest first."""
    work.audit(action="read", what="matches", county=page.county)
    return await lists.matches(work, page, **equal)
