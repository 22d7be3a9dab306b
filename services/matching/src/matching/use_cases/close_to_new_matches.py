"""Partners may take no new family: lapsed, suspended or gone. Their families are not left alone.

Each match goes to the coordinator.
"""

from collections.abc import Sequence

from matching.storage import pairs
from matching.use_cases.let_go import let_go
from matching.use_cases.note_facts import note_facts
from matching.use_cases.review_matches import review_matches
from peerbridge.database.work import UnitOfWork
from peerbridge.events.certification import CertificationLapsed, PartnerLeft, PartnerSuspended

__all__ = ["close_to_new_matches"]


async def close_to_new_matches(
    work: UnitOfWork, heard: Sequence[CertificationLapsed | PartnerSuspended | PartnerLeft]
) -> None:
    """Stop new proposals at once, take open ones back, and list running matches with the reason (issue 6)."""
    entries = await note_facts(work, heard)
    closed = [key for key, entry in entries.items() if entry.left or entry.suspended or entry.lapsed]
    because = {(fact.partner, fact.program): fact for fact in heard}
    for proposal in await pairs.active_proposals(work, of=closed):
        fact = because[proposal.partner, proposal.program]
        await let_go(work, [proposal.closed("withdrawn", work.business_now)], because=fact)
    await review_matches(work, entries.values())
