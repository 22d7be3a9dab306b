"""Why not a partner who is not among those kept with a proposal: what stands in the way as things are now, said as such."""

from typing import Any
from uuid import UUID

from matching.domain.errors import PersonUnknown
from matching.domain.others import compared
from matching.domain.proposals import Proposal
from matching.storage import pools, roster
from matching.use_cases.end_broken import families_of
from peerbridge.database.work import UnitOfWork
from peerbridge.merging import kept_ids

__all__ = ["explain_other", "explain_others"]


async def explain_others(work: UnitOfWork, proposal: Proposal) -> tuple[dict[str, Any], ...]:
    """The other partners kept with the proposal; staff of the partner's county hear only of those whom they may see themselves."""
    if proposal.county in work.scope.counties:
        return proposal.others
    named = [UUID(each["partner"]) for each in proposal.others]
    kept = await kept_ids(work, named)
    visible = {entry.partner for entry in await roster.of(work, [kept.get(each, each) for each in named])}
    return tuple(other for other, each in zip(proposal.others, named, strict=True) if kept.get(each, each) in visible)


async def explain_other(work: UnitOfWork, proposal: Proposal, partner: UUID) -> tuple[dict[str, Any], ...]:
    """One other partner, a line for each programme: as kept with the proposal, else `as_of` now. Raises: PersonUnknown."""
    person = work.merged.get(partner, partner)
    kept = tuple(each for each in await explain_others(work, proposal) if UUID(each["partner"]) in (partner, person))
    entries = await roster.of(work, [person])
    if not kept and not entries:
        raise PersonUnknown(person=partner)
    known = {each["program"] for each in kept}
    if person == proposal.partner:
        known.add(proposal.program)
    further = [each for each in entries if each.program not in known]
    if not further:
        return kept
    around = await pools.circumstances(work, [proposal.county])
    (seeker,) = await families_of(work, [proposal], around)
    now = compared(seeker, await pools.available(work, further, around), around.nobody)
    work.audit(
        action="read", what="why not a partner", subject=proposal.proposal, county=proposal.county, concerns=[person]
    )
    return (*kept, *({**each, "as_of": "now"} for each in now))
