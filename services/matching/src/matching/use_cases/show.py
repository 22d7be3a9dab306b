"""Requests, proposals and matches as their readers may see them; who read what is noted."""

from typing import Any
from uuid import UUID

from matching.domain.matches import Match
from matching.domain.proposals import Proposal
from matching.domain.requests import SupportRequest
from matching.storage import families, lists
from matching.storage.lists import Page
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible

__all__ = ["ShownMatch", "show_matches", "show_proposal", "show_proposals", "show_request", "show_requests"]

ShownMatch = tuple[Match, SupportRequest | None]


async def show_requests(work: UnitOfWork, page: Page, **equal: Any) -> list[SupportRequest]:
    """A page of requests, oldest first; a person sees their own wishes, and not those of families they were suggested to."""
    found = await lists.requests(work, page, **equal, parent=work.scope.person)
    work.audit_shown("requests", found, lambda each: (each.request, each.family, each.parent))
    return found


async def show_request(work: UnitOfWork, request: UUID) -> SupportRequest:
    """One request. Raises: NotVisible."""
    found = await lists.requests(work, Page(1), request=request, parent=work.scope.person)
    if not found:
        raise NotVisible
    people = [found[0].family, found[0].parent]
    work.audit(action="read", what="request", subject=request, county=found[0].county, concerns=people)
    return found[0]


async def show_proposals(work: UnitOfWork, page: Page, **equal: Any) -> list[Proposal]:
    """A page of proposals, oldest first; those concerned see what they were asked about, and nothing that is still being weighed."""
    told = None if work.scope.person is None else True
    found = await lists.proposals(work, page, **equal, was_told=told)
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


async def show_matches(work: UnitOfWork, page: Page, **equal: Any) -> list[ShownMatch]:
    """A page of matches, oldest first, each with the family's wish where the reader may see it."""
    found = await lists.matches(work, page, **equal)
    work.audit_shown("matches", found, lambda each: (each.match, each.family, each.parent, each.partner))
    wishes = await families.requests(work, [each.request for each in found])
    return [(each, wishes.get(each.request)) for each in found]
