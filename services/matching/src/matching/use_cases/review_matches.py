"""A running match of a partner not in good standing is on the coordinator's list for as long as that lasts."""

from collections.abc import Iterable

from matching.domain.roster import RosterEntry
from matching.storage import pairs
from peerbridge.database.work import UnitOfWork

__all__ = ["review_matches"]

REASONS = frozenset({"partner_left", "partner_suspended", "certification_lapsed"})


async def review_matches(work: UnitOfWork, entries: Iterable[RosterEntry]) -> None:
    """Bring the attention of these partners' running matches in line with their standing; never end one."""
    by_key = {(entry.partner, entry.program): entry for entry in entries}
    running = await pairs.active_matches(work, of=by_key)
    reviewed = [match.listed(add=reasons(by_key[match.partner, match.program]), drop=REASONS) for match in running]
    await pairs.store_matches(work, reviewed)


def reasons(entry: RosterEntry) -> frozenset[str]:
    """Why a coordinator should look at a match of this partner; empty in good standing."""
    found = {"partner_left": entry.left, "partner_suspended": entry.suspended, "certification_lapsed": entry.lapsed}
    return frozenset(reason for reason, holds in found.items() if holds)
