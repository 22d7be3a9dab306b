"""Partners may take families: newly certified, renewed, or back from a suspension."""

from collections.abc import Sequence

from matching.storage import pairs
from matching.use_cases.end_broken import end_broken
from matching.use_cases.note_facts import note_facts
from matching.use_cases.review_matches import review_matches
from peerbridge.database.work import UnitOfWork
from peerbridge.events.certification import CertificationRenewed, PartnerCertified, PartnerReinstated

__all__ = ["put_on_roster"]


async def put_on_roster(
    work: UnitOfWork, heard: Sequence[PartnerCertified | CertificationRenewed | PartnerReinstated]
) -> None:
    """Admit newly certified partners to their programme's roster, or extend their place there (P31, P33).

    A renewal may also take away a role, a county or days: nobody is asked beyond the last one.
    """
    entries = await note_facts(work, heard)
    asked = [
        each.until(entries[each.partner, each.program].valid_until)
        for each in await pairs.active_proposals(work, of=entries)
    ]
    await pairs.store_proposals(work, asked)
    await end_broken(work, asked, because={fact.partner: fact for fact in heard})
    await review_matches(work, entries.values())
