"""What happens to a case, in whatever order it is heard with the family's request.

A closed case withdraws the open request; a running match is never ended silently but put on the coordinator's list.
"""

from collections.abc import Sequence
from uuid import UUID

from matching.domain.cases import KnownCase, after
from matching.storage import families, pairs
from matching.use_cases.end_broken import end_broken
from matching.use_cases.look_again import look_again
from matching.use_cases.withdraw_request import withdraw
from peerbridge.database.work import UnitOfWork
from peerbridge.events.cases import CaseEvent

__all__ = ["follow_cases"]

CLOSED = frozenset({"case_closed"})


async def follow_cases(work: UnitOfWork, heard: Sequence[CaseEvent]) -> None:
    """Keep each fact; then bring requests and matches in line with whether their case is open."""
    before = await families.lock_cases(work, [fact.case for fact in heard])
    now: dict[UUID, KnownCase] = {}
    for fact in heard:
        known = before.get(fact.case) or KnownCase(fact.case, fact.about.county)
        now[fact.case] = after(known, fact)
        if known.county != now[fact.case].county:
            await families.move(work, fact.case, fact.about.county)
    await families.store_cases(work, now.values())
    were = {case: known.county for case, known in before.items()}
    await _follow_requests(work, heard, now, were)
    await _follow_matches(work, now)


async def _follow_requests(
    work: UnitOfWork, heard: Sequence[CaseEvent], now: dict[UUID, KnownCase], were: dict[UUID, str]
) -> None:
    """Withdraw what is open for a closed case; show what was withdrawn for a closure that did not hold; end what it forbids.

    Who is a parent of the case, and where it is, counts for the best pairs: here and where it `were` before.
    """
    because = {fact.case: fact for fact in heard}
    requests = await families.requests_of_cases(work, because)
    for request in requests:
        if now[request.case].state == "closed" and request.state == "open":
            gone = request.withdrawn("case_closed", work.business_now)
            await withdraw(work, [gone], because=because[request.case])
    places = {
        each.request: {each.county, were.get(each.case, each.county)} for each in requests if each.state == "open"
    }
    await look_again(work, requests=[(request, county) for request, found in places.items() for county in found])
    last = {(request.case, request.parent): request.request for request in requests}.values()
    over = [request for request in requests if request.state == "withdrawn" and request.reason == "case_closed"]
    open_again = {each.request for each in over if now[each.case].state == "open" and each.request in last}
    listed = [each.listed("case_open_again" if each.request in open_again else None) for each in over]
    await families.store_requests(work, listed)
    await end_broken(work, await pairs.active_proposals(work, requests=places), because=because)


async def _follow_matches(work: UnitOfWork, now: dict[UUID, KnownCase]) -> None:
    """List running matches of closed cases, and no longer those whose case is open again."""
    running = await pairs.active_matches(work, cases=[case.case for case in now.values()])
    closed = {case.case for case in now.values() if case.state == "closed"}
    listed = [match.listed(add=CLOSED) if match.case in closed else match.listed(drop=CLOSED) for match in running]
    await pairs.store_matches(work, listed)
