"""Suggest a partner to each waiting family of one county: choose, lock what was chosen, look again, hold the places.

Run by a job after every input that could make a pair possible, and by a sweep for what only time makes possible.
"""

import asyncio
from collections.abc import Sequence

from matching.domain import news
from matching.domain.changes import Change, Others, changed
from matching.domain.greedy import Pair, choose, rank, windows
from matching.domain.points import printed, total
from matching.domain.pool import Pool
from matching.domain.programs import Program
from matching.domain.proposals import Proposal, last_day
from matching.domain.sharing import shared
from matching.storage import families, pairs, places, pools, waiting
from matching.storage.tables import HoldRow
from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7
from peerbridge.jobs import Job

__all__ = ["MOST_PAIRS", "propose", "propose_by_job", "propose_by_sweep"]

MOST_PAIRS = 100  # per transaction: its locks on requests, cases and partners stay few


async def propose(work: UnitOfWork, county: str) -> int:
    """Make proposals for families of `county`, whose scope `work` has; those that nobody has seen may be replaced by better ones.

    How many were chosen, `MOST_PAIRS` if there may be more.
    """
    change = await _choose(work, county)
    if change is None:
        return 0
    await work.lock(*(identifier for pair in change.new for identifier in locks_of(pair)))
    await work.lock(*(str(each) for old in change.displaced for each in (old.request, old.case, old.partner)))
    pool = await _again(work, county, change)
    agreed = choose(pool, MOST_PAIRS, only=frozenset(pair.key for pair in change.new))
    await _give_up(work, pool, agreed)
    await _suggest(work, pool, [(pair, change.others[pair.key]) for pair in agreed])
    return len(change.new)


async def _choose(work: UnitOfWork, county: str) -> Change | None:
    """The first pairs to be made, chosen beside the event loop: it is arithmetic that others need not wait for."""
    for window in windows(await pools.load(work, county)):
        change = await asyncio.to_thread(changed, window, MOST_PAIRS)
        if change is not None:
            return change
    return None


def locks_of(pair: Pair) -> tuple[str, str, str]:
    """What must not change while the pair is made: the request and its case, and the partner."""
    request = pair.seeker.request
    return str(request.request), str(request.case), str(pair.partner.entry.partner)


async def _again(work: UnitOfWork, county: str, change: Change) -> Pool:
    """The families and partners concerned as they are now that nobody else decides on them."""
    requests = {*(pair.seeker.request.request for pair in change.new), *(old.request for old in change.displaced)}
    partners = {pair.partner.entry.partner for pair in change.new}
    await families.lock_requests(work, requests)
    return await pools.load(work, county, requests=requests, partners=partners)


async def _give_up(work: UnitOfWork, pool: Pool, agreed: Sequence[Pair]) -> None:
    """End the proposals that nobody has seen and that a better choice replaces: nobody was told of them."""
    gone = [old.closed("superseded", work.business_now) for old in pool.movable.values()]
    await pairs.store_proposals(work, gone)
    await places.release(work, [each.proposal for each in gone], work.business_now)
    again = {pair.seeker.request.request for pair in agreed}
    await waiting.add(work, [(each.request, each.county) for each in gone if each.request not in again])


async def _suggest(work: UnitOfWork, pool: Pool, agreed: Sequence[tuple[Pair, Others]]) -> None:
    made = [(pair, proposal_of(pool, pair, others)) for pair, others in agreed]
    await places.hold(work, [hold_of(pair, proposal) for pair, proposal in made])
    await pairs.store_proposals(work, [proposal for _, proposal in made])
    await families.store_requests(work, [pair.seeker.request.suggested(proposal.partner) for pair, proposal in made])
    await waiting.drop(work, [proposal.request for _, proposal in made])
    for _, proposal in made:
        if proposal.was_told:
            work.announce(news.proposed(proposal), county=proposal.county, shared_with=proposal.shared_with)


def proposal_of(pool: Pool, pair: Pair, others: Others) -> Proposal:
    """The proposal of a chosen pair; tentative where the programme wants a coordinator to see it first."""
    request, policy = pair.seeker.request, policy_of(pair)
    return Proposal(
        proposal=uuid7(),
        request=request.request,
        family=request.family,
        case=request.case,
        parent=request.parent,
        partner=pair.partner.entry.partner,
        program=policy.program,
        county=request.county,
        shared_with=shared([pair.partner.entry.county], request.county),
        zone=pool.zone,
        valid_days=policy.proposal_valid_days,
        state="tentative" if policy.coordinator_confirms else "open",
        was_told=not policy.coordinator_confirms,
        proposed_at=pool.now,
        expires_on=last_day(pool.now, pool.zone, policy.proposal_valid_days),
        total=total(pair.table),
        points=printed(pair.table),
        seen_at=None if policy.coordinator_confirms else pool.now,
        priority=rank(pair.seeker, pool),
        pool_version=pool.rules.version,
        others=others,
    )


def policy_of(pair: Pair) -> Program:
    """The policy in force; without one the pair would have broken a constraint."""
    if pair.partner.program is None:
        raise ValueError("a pair without a policy was chosen")
    return pair.partner.program


def hold_of(pair: Pair, proposal: Proposal) -> HoldRow:
    """The partner's place held for the proposal, seen wherever the partner serves."""
    entry = pair.partner.entry
    return HoldRow(
        proposal=proposal.proposal,
        partner=entry.partner,
        program=entry.program,
        slot=pair.slot,
        request=proposal.request,
        parent=proposal.parent,
        family_county=proposal.county,
        county=entry.county,
        shared_with=list(shared((*entry.shared_with, proposal.county), entry.county)),
        released_at=None,
    )


async def propose_by_job(work: UnitOfWork, job: Job) -> str:
    """The county a job names, in chunks."""
    return job.subject if await propose(work, job.subject) == MOST_PAIRS else ""


async def propose_by_sweep(work: UnitOfWork, limit: int) -> int:
    """The county a sweep has come to: certifications that begin, leave that ends, policies that come into force."""
    made = 0
    for county in await waiting.counties(work, work.scope.counties):
        made = await propose(work, county)
    return limit if made == MOST_PAIRS else made
