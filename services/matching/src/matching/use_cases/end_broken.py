"""A proposal that stands is over where a hard constraint has come between the two since it was made: nobody is matched against one.

What nobody has seen is moved by the matcher itself. The place that a proposal holds is its own, so capacity is none of these; nor is it
that the two did not answer before, since a coordinator may have chosen them all the same.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from matching.domain.constraints import OUTSIDE, Constraint, broken
from matching.domain.pool import Seeker
from matching.domain.proposals import Proposal
from matching.domain.requests import SupportRequest
from matching.storage import families, pools, roster
from matching.use_cases.let_go import let_go
from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event

__all__ = ["between", "end_broken", "families_of", "last_certified_day"]

OF_NEW_PAIRS: Final = frozenset({"capacity", "unanswered"})


async def end_broken(
    work: UnitOfWork, asked: Sequence[Proposal], because: Mapping[UUID, Event | None] | None = None
) -> None:
    """Take back those of these active proposals that break a rule now. `because`: what was heard of a partner or a case."""
    standing = [each for each in asked if not each.is_movable]
    rules = await between(work, standing) if standing else {}
    known = because or {}
    for each in standing:
        if rules[each.proposal]:
            fact = known.get(each.partner) or known.get(each.case)
            await let_go(work, [each.closed("withdrawn", work.business_now)], because=fact)


async def between(work: UnitOfWork, asked: Sequence[Proposal]) -> dict[UUID, list[Constraint]]:
    """Proposal -> the hard constraints between the two now, as far as the reader sees both.

    Of a family of another county that is who and where it is. A partner who is not seen in the family's county serves it no more.
    """
    found: dict[UUID, list[Constraint]] = {}
    entries = await roster.of(work, {each.partner for each in asked})
    for county in sorted({each.county for each in asked}):
        around = await pools.circumstances(work, [county])
        there = {each.key: each for each in await pools.available(work, entries, around)}
        mine = [each for each in asked if each.county == county]
        for each, seeker in zip(mine, await families_of(work, mine, around), strict=True):
            partner = there.get((each.partner, each.program))
            rules = broken(seeker, partner, seeker.today(around.now)) if partner else [OUTSIDE]
            found[each.proposal] = [rule for rule in rules if rule.name not in OF_NEW_PAIRS]
    return found


async def last_certified_day(work: UnitOfWork, asked: Proposal) -> date | None:
    """The last day of the partner's certification: nobody is asked beyond it."""
    entries = await roster.of(work, [asked.partner])
    return next((each.valid_until for each in entries if each.program == asked.program), None)


async def families_of(work: UnitOfWork, asked: Sequence[Proposal], around: pools.Circumstances) -> tuple[Seeker, ...]:
    """The family of each proposal as it is now; of one whose wishes are not visible here, who and where it is."""
    wishes = await families.requests(work, [each.request for each in asked])
    return await pools.seekers(work, [wishes.get(each.request) or _bare(each) for each in asked], around.versions)


def _bare(asked: Proposal) -> SupportRequest:
    """Who the family is and where, without its wishes."""
    return SupportRequest(
        asked.request, asked.family, asked.case, asked.parent, asked.county, asked_at=asked.proposed_at
    )
