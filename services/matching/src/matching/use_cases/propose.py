"""Pairs that the state's matcher chose become proposals: lock what they concern, look again, and only then hold the places.

Whatever the matcher believed, a pair is made only if it breaks no rule now and a place is free; the database refuses a second holder.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from matching.domain import news
from matching.domain.points import printed, total
from matching.domain.pool import Pool
from matching.domain.proposals import Proposal, last_day
from matching.domain.room import Pair, Room
from matching.domain.sharing import shared
from matching.domain.solver import VERSION
from matching.domain.state_pool import Chosen, Move
from matching.storage import families, pairs, places, pools, waiting
from matching.storage.tables import HoldRow
from peerbridge.crash import MATCHER_BEFORE_COMMIT, crash_point
from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7

__all__ = ["Made", "proposal_of", "propose", "room_of", "suggest"]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a move: proposals made, those given up for them, and pairs that are not possible any more."""

    new: tuple[Proposal, ...]
    gone: tuple[Proposal, ...]
    refused: tuple[Chosen, ...]


async def propose(work: UnitOfWork, counties: Collection[str], move: Move) -> Made:
    """Make these proposals, and end those that nobody has seen and that no longer stand. `counties`: all of the state."""
    requests = {*(each.request for each in move.new), *(old.request for old in move.displaced)}
    partners = {each.partner[0] for each in move.new}
    cases = await families.cases_of(work, requests)
    others = {old.partner for old in move.displaced}
    await work.lock(*(str(each) for each in {*requests, *cases.values(), *partners, *others}))
    await families.lock_requests(work, requests)
    pool = await pools.concerning(work, await pools.circumstances(work, counties), requests, partners)
    over = [old.proposal for request, old in pool.movable.items() if request in requests]
    gone = list((await pairs.proposals(work, over)).values())
    room = await room_of(work, pool, {old.proposal for old in gone})
    agreed = [(chosen, pair) for chosen in move.new if (pair := room.pair(chosen)) is not None]
    await give_up(work, gone, again={chosen.request for chosen, _ in agreed})
    made = [(pair, proposal_of(pool, pair, chosen)) for chosen, pair in agreed]
    await suggest(work, made)
    if made:
        crash_point(MATCHER_BEFORE_COMMIT)
    possible = {chosen.request for chosen, _ in agreed}
    refused = tuple(each for each in move.new if each.request not in possible)
    return Made(tuple(proposal for _, proposal in made), tuple(gone), refused)


async def room_of(work: UnitOfWork, pool: Pool, gone: Collection[UUID]) -> Room:
    """What is free once these proposals are given up."""
    stand = {old.proposal: old.place for old in pool.movable.values() if old.proposal not in gone}
    slots = await places.slots_of(work, stand)
    return Room(pool, ((stand[proposal], slot) for proposal, slot in slots.items()))


async def give_up(work: UnitOfWork, gone: Sequence[Proposal], again: Collection[UUID]) -> None:
    """End proposals that nobody has seen, and so nobody was told of; families who get no other one in this step wait."""
    await pairs.store_proposals(work, [old.closed("superseded", work.business_now) for old in gone])
    await places.release(work, [old.proposal for old in gone], work.business_now)
    await waiting.add(work, [(old.request, old.county) for old in gone if old.request not in again])


async def suggest(work: UnitOfWork, made: Sequence[tuple[Pair, Proposal]]) -> None:
    """Hold the places, keep the proposals, and announce those that both sides are asked about."""
    await places.hold(work, [hold_of(pair, proposal) for pair, proposal in made])
    await pairs.store_proposals(work, [proposal for _, proposal in made])
    await families.store_requests(work, [pair.seeker.request.suggested(proposal.partner) for pair, proposal in made])
    await waiting.drop(work, [proposal.request for _, proposal in made])
    for _, proposal in made:
        if proposal.was_told:
            work.announce(news.proposed(proposal), county=proposal.county, shared_with=proposal.shared_with)


def proposal_of(pool: Pool, pair: Pair, chosen: Chosen) -> Proposal:
    """The proposal of a chosen pair; tentative where the programme wants a coordinator to see it first."""
    request, policy, zone = pair.seeker.request, pair.policy, pair.seeker.zone
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
        zone=zone,
        valid_days=policy.proposal_valid_days,
        state="tentative" if policy.coordinator_confirms else "open",
        was_told=not policy.coordinator_confirms,
        proposed_at=pool.now,
        expires_on=last_day(pool.now, zone, policy.proposal_valid_days, pair.partner.entry.valid_until),
        total=total(pair.table),
        points=printed(pair.table),
        seen_at=None if policy.coordinator_confirms else pool.now,
        priority=chosen.priority,
        pool_version=pool.rules.version,
        chosen_by=VERSION,
        u=chosen.u,
        pi=chosen.pi,
        others=chosen.others,
    )


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
