"""A person ends a match, with a reason. The place is free at once.

Where it is wished the family asks again in the same step.
"""

from uuid import UUID

from matching.domain import news
from matching.domain.errors import CaseIsClosed
from matching.domain.matches import Match
from matching.domain.requests import SupportRequest
from matching.storage import families, pairs, places
from matching.use_cases.ask_for_support import keep_request
from matching.use_cases.look_again import look_again
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.ids import uuid7

__all__ = ["end_match"]


async def end_match(
    work: UnitOfWork, match: UUID, reason: str, *, rematch: bool, handover: tuple[str, ...] = ()
) -> Match:
    """End it, free its place, and make a new request where `rematch`. Raises: NotVisible, MatchOver, CaseIsClosed."""
    found = (await pairs.matches(work, [match])).get(match)
    if found is None:
        raise NotVisible
    await work.lock(found.request, found.case, found.partner)
    ended = (await pairs.lock_matches(work, [match]))[match].ended(reason, work.business_now, handover)
    await pairs.store_matches(work, [ended])
    work.announce(news.ended(ended), county=ended.county, shared_with=ended.shared_with)
    request = await _end_request(work, ended)
    counties = await places.release(work, [ended.proposal], work.business_now)
    await look_again(work, counties)
    if rematch and request is not None:
        await _ask_again(work, request)
    return ended


async def _end_request(work: UnitOfWork, ended: Match) -> SupportRequest | None:
    found = (await families.lock_requests(work, [ended.request])).get(ended.request)
    if found is None:
        return None
    over = found.ended(ended.reason or "staff", work.business_now)
    await families.store_requests(work, [over])
    return over


async def _ask_again(work: UnitOfWork, over: SupportRequest) -> None:
    """A gentle new match: the same wish as a new request.

    What was with the former partner stays closed to the next one.
    """
    known = await families.case_of(work, over.case)
    if known is not None and known.state == "closed":
        raise CaseIsClosed(case=over.case)
    again = over.again(uuid7(), work.business_now)
    await keep_request(work, again, known.story if known else None)
