"""One side answers. The match exists once both have said yes, and is announced in the same transaction."""

from collections.abc import Mapping
from uuid import UUID

from matching.domain import news
from matching.domain.errors import NotYourSide, ProposalOver
from matching.domain.matches import Match
from matching.domain.programs import in_force
from matching.domain.proposals import Answer, Proposal, Side
from matching.domain.requests import SupportRequest
from matching.storage import families, pairs, programs
from matching.use_cases.end_broken import between
from matching.use_cases.let_go import let_go
from matching.use_cases.seen_proposal import check_place, seen_proposal
from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7

__all__ = ["answer_proposal"]


async def answer_proposal(
    work: UnitOfWork, proposal: UUID, side: Side, answer: Answer, reason: str | None = None
) -> Proposal:
    """Record one side's answer; when both have said yes the match exists.

    Raises: NotVisible, NotYourSide, AwaitingConfirmation, ProposalExpired, AlreadyAnswered, ProposalOver, PlaceTaken.
    """
    current = await seen_proposal(work, proposal)
    _check_speaker(work, current, side)
    answered = current.answered(side, answer, reason, work.business_now)
    if answered.state == "declined":
        return await _decline(work, answered)
    if answered.state == "matched":
        await _check_rules(work, answered)
    await check_place(work, answered)
    await pairs.store_proposals(work, [answered])
    work.announce(news.accepted(answered, side), county=answered.county, shared_with=answered.shared_with)
    if answered.state == "matched":
        await _match(work, answered)
    return answered


def _check_speaker(work: UnitOfWork, asked: Proposal, side: Side) -> None:
    """Each person answers for themself, whatever other roles they hold; staff for families of their counties. Raises: NotYourSide."""
    person = work.scope.person
    speaks = asked.county in work.scope.counties if person is None else person == asked.person(side)
    if not speaks:
        raise NotYourSide(side=side)


async def _check_rules(work: UnitOfWork, agreed: Proposal) -> None:
    """Refuse a last yes where a rule came between the two that nobody has looked at yet, without a word about which. Raises: ProposalOver.

    A parent sees no partner: there it is the state's worker alone who ends such a proposal, moments after the change.
    """
    if work.scope.person in (None, agreed.partner) and (await between(work, [agreed]))[agreed.proposal]:
        raise ProposalOver(state="withdrawn")


async def _decline(work: UnitOfWork, declined: Proposal) -> Proposal:
    """The pair is over for good; place and family are free for others."""
    work.announce(news.declined(declined), county=declined.county, shared_with=declined.shared_with)
    await let_go(work, [declined])
    return declined


async def _match(work: UnitOfWork, agreed: Proposal) -> None:
    """The proposal becomes a match and keeps its place."""
    requests = await families.lock_requests(work, [agreed.request])
    match = Match.of(uuid7(), agreed, work.business_now, await _mode(work, agreed, requests))
    await families.store_requests(work, [request.matched() for request in requests.values()])
    await pairs.store_matches(work, [match])
    work.announce(news.created(match), county=match.county, shared_with=match.shared_with)


async def _mode(work: UnitOfWork, agreed: Proposal, requests: Mapping[UUID, SupportRequest]) -> str:
    """On request, or structured: as the family wished, else as the programme works (P53)."""
    wished = [each.match_mode for each in requests.values() if each.match_mode]
    policy = in_force(await programs.versions(work), work.today(agreed.zone)).get(agreed.program)
    return wished[0] if wished else policy.mode if policy else "structured"
