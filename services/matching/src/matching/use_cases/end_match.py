"""A person ends a match, with a reason. The place is free at once.

Where it is wished the family asks again in the same step.
"""

from typing import Final
from uuid import UUID

from matching.domain import news
from matching.domain.errors import CaseIsClosed, NotYourFamily
from matching.domain.matches import Match, check_reason
from matching.domain.requests import SupportRequest
from matching.storage import families, pairs, places
from matching.use_cases.ask_for_support import keep_request
from matching.use_cases.look_again import look_again
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.ids import uuid7
from peerbridge.jobs import Job, start_job

__all__ = ["END_REQUEST", "end_match", "end_request"]

END_REQUEST: Final = "end request"


async def end_match(
    work: UnitOfWork, match: UUID, reason: str, *, rematch: bool, handover: tuple[str, ...] = ()
) -> Match:
    """End it, free its place, and make a new request where `rematch`; a partner does not ask for the family.

    Raises: NotVisible, MatchOver, ReasonNotYours, NotYourFamily, CaseIsClosed.
    """
    found = (await pairs.matches(work, [match])).get(match)
    if found is None:
        raise NotVisible
    side = found.side_of(work.scope.person)
    check_reason(reason, side)
    await work.lock(found.request, found.case, found.partner)
    ended = (await pairs.lock_matches(work, [match]))[match].ended(reason, work.business_now, handover)
    await pairs.store_matches(work, [ended])
    work.announce(news.ended(ended), county=ended.county, shared_with=ended.shared_with)
    request = await _end_request(work, ended)
    freed = await places.release(work, [ended.proposal], work.business_now)
    await look_again(work, partners=freed)
    if rematch and side != "partner":
        await _ask_again(work, request, case_closed="case_closed" in found.attention)
    return ended


async def end_request(work: UnitOfWork, job: Job) -> str:
    """The request of a match that staff of the partner's county ended, who do not see it: done wherever the family is by now."""
    await work.extend_to_all()
    match = (await pairs.matches(work, [UUID(job.subject)])).get(UUID(job.subject))
    if match is not None:
        await work.lock(match.request)
        await _end_request(work, match)
    return ""


async def _end_request(work: UnitOfWork, ended: Match) -> SupportRequest | None:
    """End the request with its match; where the request is another county's, a job there does."""
    found = (await families.lock_requests(work, [ended.request])).get(ended.request)
    if found is None:
        if ended.county not in work.scope.counties:
            await start_job(work, END_REQUEST, str(ended.match), (ended.county,))
        return None
    over = found.ended(ended.reason or "staff", ended.ended_at or work.business_now)
    await families.store_requests(work, [over])
    return over


async def _ask_again(work: UnitOfWork, over: SupportRequest | None, *, case_closed: bool) -> None:
    """A gentle new match: the same wish as a new request, unless the family has another one that goes on.

    What was with the former partner stays closed to the next one. A parent whom the case does not name sees it by the list alone, on
    which its match stands (`case_closed`).
    """
    if over is None:
        raise NotYourFamily
    known = await families.case_of(work, over.case)
    if case_closed or (known is not None and known.state == "closed"):
        raise CaseIsClosed(case=over.case)
    if any(each.is_going for each in await families.requests_of_family(work, over)):
        return
    again = over.again(uuid7(), work.business_now)
    await keep_request(work, again, known.story if known else None)
