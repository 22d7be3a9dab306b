"""A partner, or a coordinator for them, says what the partner brings and wishes.

It may come before the certification.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from matching.domain.agreements import agreed_with
from matching.domain.profiles import Profile, check_agreed, check_kept_apart, check_roles, counted_in
from matching.domain.programs import zone_of
from matching.domain.requests import check_people
from matching.domain.roster import RosterEntry
from matching.storage import people, pool_versions, programs, roster
from matching.use_cases.end_broken import end_broken
from matching.use_cases.rearrange import rearrange
from matching.use_cases.review_matches import review_meetings
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.merging import by_kept_ids

__all__ = ["give_profile"]


async def give_profile(
    work: UnitOfWork, profile: Profile, *, county: str | None, consent: bool, may_meet: Collection[UUID] = ()
) -> Profile:
    """Keep the whole profile as it is now. `county` counts only while nobody has said where the partner is counted.

    Partners themselves narrow their area and do not widen it. Nobody is taken off the people not to meet but those whom a coordinator
    names in `may_meet`: a page that was read before somebody was named takes nobody off. A proposal that it forbids is over with it;
    a match goes to the coordinator.

    Raises: CountyUnknown, AreaNotAgreed, NotVisible, NotAtHome, NotToMeetStill, PersonUnknown,
    RoleUnknown.
    """
    await work.lock(profile.partner)
    profile = replace(
        profile,
        conflict_people=await by_kept_ids(work, profile.conflict_people),
        household=await by_kept_ids(work, profile.household),
    )
    known = (await roster.profiles(work, [profile.partner])).get(profile.partner)
    entries = await roster.of(work, [profile.partner])
    homes = await _homes(work, profile)
    placed = replace(
        profile,
        county=known.county if known else counted_in(homes, county, work.scope.counties),
        given_at=work.business_now,
        consented_at=(known.consented_at if known and known.consented_at else work.business_now) if consent else None,
    )
    await _check(work, placed, known, entries, may_meet if work.scope.person is None else ())
    await roster.store_profiles(work, [placed])
    await end_broken(work, await rearrange(work, [profile.partner]))
    await review_meetings(work, profile.partner)
    return placed


async def _check(
    work: UnitOfWork,
    profile: Profile,
    known: Profile | None,
    entries: Sequence[RosterEntry],
    may_meet: Collection[UUID],
) -> None:
    """Refuse people nobody knows, roles nobody certified (P60), counties under no agreement; and what a partner alone may not change."""
    check_people(profile.partner, profile.conflict_people, profile.household)
    before = {*known.conflict_people, *known.household} if known else set()
    await people.check_known(work, (*profile.conflict_people, *profile.household), besides=before)
    check_roles(profile.roles, [entry.roles for entry in entries])
    open_to_them = {profile.county, *(served for entry in entries for served in entry.counties)}
    open_to_them.update(known.area if known else ())  # a wish may outlast its agreement, which alone opens the county
    if work.scope.person is None:
        today = work.today(zone_of(await programs.versions(work), profile.county))
        open_to_them |= agreed_with(await pool_versions.versions(work), profile.county, today)
    check_agreed(profile.area, open_to_them)
    check_kept_apart([*profile.conflict_people, *may_meet], known.conflict_people if known else ())


async def _homes(work: UnitOfWork, profile: Profile) -> list[str]:
    """Where the partner is known to be counted; staff of none of these counties see no such partner. Raises.

    NotVisible.
    """
    homes = await roster.homes(work, [profile.partner])
    if work.scope.person is None and homes and not set(homes) & set(work.scope.counties):
        raise NotVisible
    return homes
