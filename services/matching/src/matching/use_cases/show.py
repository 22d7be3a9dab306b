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

__all__ = ["show_matches", "show_proposal", "show_proposals", "show_request", "show_requests"]


async def show_requests(work: UnitOfWork, page: Page, **equal: Any) -> list[SupportRequest]:
    """A page of requests, oldest first."""
    found = await lists.requests(work, page, **equal)
    work.audit_shown("requests", found, lambda each: (each.request, each.family, each.parent))
    return found


async def show_request(work: UnitOfWork, request: UUID) -> SupportRequest:
    """One request. Raises: NotVisible."""
    found = await lists.requests(work, Page(1), request=request)
    if not found:
        raise NotVisible
    people = [found[0].family, found[0].parent]
    work.audit(action="read", what="request", subject=request, county=found[0].county, concerns=people)
    return found[0]


async def show_proposals(work: UnitOfWork, page: Page, **equal: Any) -> list[Proposal]:
    """A page of proposals, oldest first."""
    found = await lists.proposals(work, page, **equal)
    work.audit_shown("proposals", found, lambda each: (each.proposal, each.family, each.parent, each.partner))
    return found


async def show_proposal(work: UnitOfWork, proposal: UUID) -> Proposal:
    """One proposal. Raises: NotVisible."""
    found = await lists.proposals(work, Page(1), proposal=proposal)
    if not found:
        raise NotVisible
    people = [found[0].family, found[0].parent, found[0].partner]
    work.audit(action="read", what="proposal", subject=proposal, county=found[0].county, concerns=people)
    return found[0]


async def show_matches(work: UnitOfWork, page: Page, **equal: Any) -> list[Match]:
    """A page of matches, oldest first."""
    found = await lists.matches(work, page, **equal)
    work.audit_shown("matches", found, lambda each: (each.match, each.family, each.parent, each.partner))
    return found
