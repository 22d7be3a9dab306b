"""A coordinator proposes a pair of their own choice: at once to both sides, who are asked as by any other proposal.

What nobody has seen gives way to a person's decision; what somebody has seen, or was told of, and every hard constraint do not.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from matching.domain.by_hand import ChoiceReason, check_free, check_rules, to_displace
from matching.domain.constraints import broken
from matching.domain.errors import PartnerUnknown, PlaceTaken
from matching.domain.optimum import rank
from matching.domain.others import compared
from matching.domain.pool import Available, Pool
from matching.domain.proposals import Proposal
from matching.domain.requests import SupportRequest
from matching.domain.room import Pair
from matching.domain.solver import Place
from matching.domain.state_pool import Chosen
from matching.storage import families, lists, pairs, pools, roster, waiting
from matching.use_cases.let_go import let_go
from matching.use_cases.look_again import look_at_pair
from matching.use_cases.propose import proposal_of, room_of, suggest
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible

__all__ = ["choose_partner"]


async def choose_partner(work: UnitOfWork, request: UUID, partner: Place, because: ChoiceReason) -> Proposal:
    """Propose this partner, in this programme, to the family of a request.

    Raises: NotVisible, PartnerUnknown, RequestOver, FamilyHasPartner, ProposalStands, PairBreaksRules, PlaceTaken.
    """
    asked, rivals = await _locked(work, request, partner)
    pool = await _around(work, asked, partner)
    (seeker,) = pool.seekers
    others = compared(seeker, [each for each in pool.available if each.key != partner], pool)
    chosen = Chosen(request, partner, rank(seeker, pool), None, None, others)
    pair = await _pair(work, pool, chosen, rivals)
    made = proposal_of(pool, pair, chosen).chosen(because)
    await suggest(work, [(pair, made)])
    await look_at_pair(work, made)
    return made


async def _locked(work: UnitOfWork, request: UUID, partner: Place) -> tuple[SupportRequest, list[Proposal]]:
    """The request, free for a choice, and the partner's proposals to others that nobody has seen: as nobody else decides on them now.

    Raises: NotVisible, PartnerUnknown, RequestOver, FamilyHasPartner, ProposalStands.
    """
    seen = await lists.requests(work, lists.Page(1), request=request)
    if not seen:
        raise NotVisible
    if partner not in {(entry.partner, entry.program) for entry in await roster.of(work, [partner[0]])}:
        raise PartnerUnknown(partner=partner[0], program=partner[1])
    rivals = await pairs.unseen(work, partner[0])
    wanted = {request, *(old.request for old in rivals)}
    await work.lock(*wanted, seen[0].case, partner[0], *(old.case for old in rivals))
    asked = (await families.lock_requests(work, wanted))[request]
    active = await pairs.active_proposals(work, requests=wanted)
    own = [each for each in active if each.request == request]
    check_free(asked, own)
    await let_go(work, [each.closed("superseded", work.business_now) for each in own])
    await waiting.add(work, [(request, asked.county)])
    return asked, [each for each in active if each.request != request and each.partner == partner[0]]


async def _around(work: UnitOfWork, asked: SupportRequest, partner: Place) -> Pool:
    """The family with the partner, and who else there is in its county. That a side did not answer before keeps nobody from choosing."""
    there = await roster.serving(work, asked.county)
    around = await pools.circumstances(work, [asked.county])
    pool = await pools.concerning(work, around, [asked.request], {partner[0], *(each.partner for each in there)})
    return replace(pool, seekers=tuple(replace(each, resting=frozenset()) for each in pool.seekers))


async def _pair(work: UnitOfWork, pool: Pool, chosen: Chosen, rivals: Sequence[Proposal]) -> Pair:
    """The pair with the lowest free place; where there is none, one family's whose proposal nobody has seen.

    Raises: PartnerUnknown, PairBreaksRules, PlaceTaken.
    """
    (seeker,), partner = pool.seekers, _of(pool, chosen.partner)
    check_rules(broken(seeker, partner, seeker.today(pool.now)))
    room = await room_of(work, pool, [])
    pair = room.pair(chosen)
    if pair is None:
        old = to_displace(rivals, partner.entry.program, in_program=room.is_taken(partner.key))
        await let_go(work, [old.closed("superseded", work.business_now)] if old else [])
        pair = (await room_of(work, pool, [old.proposal] if old else [])).pair(chosen)
    if pair is None:
        raise PlaceTaken
    return pair


def _of(pool: Pool, partner: Place) -> Available:
    """The partner in the programme. Raises: PartnerUnknown."""
    for each in pool.available:
        if each.key == partner:
            return each
    raise PartnerUnknown(partner=partner[0], program=partner[1])
