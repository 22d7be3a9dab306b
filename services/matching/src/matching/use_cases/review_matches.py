"""A running match of a partner not in good standing is on the coordinator's list for as long as that lasts."""

from collections.abc import Iterable
from uuid import UUID

from matching.domain.programs import zone_of
from matching.domain.roster import RosterEntry
from matching.storage import going_on, pairs, programs, roster
from peerbridge.database.work import UnitOfWork

__all__ = ["review_leave", "review_matches", "review_meetings"]

REASONS = frozenset({"partner_left", "partner_suspended", "certification_lapsed"})
AWAY = frozenset({"partner_on_leave"})
APART = frozenset({"not_to_meet"})


async def review_matches(work: UnitOfWork, entries: Iterable[RosterEntry]) -> None:
    """Bring the attention of these partners' running matches in line with their standing; never end one."""
    by_key = {(entry.partner, entry.program): entry for entry in entries}
    running = await pairs.active_matches(work, of=by_key)
    reviewed = [match.listed(add=reasons(by_key[match.partner, match.program]), drop=REASONS) for match in running]
    await pairs.store_matches(work, reviewed)


async def review_meetings(work: UnitOfWork, person: UUID) -> None:
    """List a person's running matches in which the partner names the parent as somebody not to meet, and no longer the others."""
    running = await pairs.lock_matches(work, await going_on.matches(work, person))
    profiles = await roster.profiles(work, {match.partner for match in running.values()})
    apart = {(partner, other) for partner, profile in profiles.items() for other in profile.conflict_people}
    reviewed = [
        match.listed(add=APART) if (match.partner, match.parent) in apart else match.listed(drop=APART)
        for match in running.values()
        if match.partner in profiles
    ]
    await pairs.store_matches(work, reviewed)


async def review_leave(work: UnitOfWork, limit: int) -> int:
    """In the county a sweep has come to: list running matches whose partner is on leave today, and no longer those back from it.

    The partner's own county is looked into as well: an agreement that opened the profile here may have ended.
    """
    versions, changed = await programs.versions(work), 0
    for county in work.scope.counties:
        await work.extend_scope(await roster.homes(work, await pairs.matched_partners(work, county)))
        today = work.today(zone_of(versions, county))
        running = await pairs.matches_to_review(work, county, today, limit)
        profiles = await roster.profiles(work, {match.partner for match in running})
        away = {partner for partner, profile in profiles.items() if profile.on_leave(today)}
        reviewed = [match.listed(add=AWAY) if match.partner in away else match.listed(drop=AWAY) for match in running]
        await pairs.store_matches(work, reviewed)
        changed += sum(now != before for now, before in zip(reviewed, running, strict=True))
    return changed


def reasons(entry: RosterEntry) -> frozenset[str]:
    """Why a coordinator should look at a match of this partner; empty in good standing."""
    found = {"partner_left": entry.left, "partner_suspended": entry.suspended, "certification_lapsed": entry.lapsed}
    return frozenset(reason for reason, holds in found.items() if holds)
