"""A partner, or a coordinator for them, says what the partner brings and wishes.

It may come before the certification.
"""

from dataclasses import replace

from matching.domain.profiles import Profile, check_agreed, counted_in
from matching.storage import roster
from matching.use_cases.rearrange import rearrange
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible

__all__ = ["give_profile"]


async def give_profile(work: UnitOfWork, profile: Profile, *, county: str | None) -> Profile:
    """Keep the whole profile as it is now. `county` counts only while nobody has said where the partner is counted.

    Partners themselves narrow their area and do not widen it. Raises: CountyUnknown, AreaNotAgreed, NotVisible.
    """
    await work.lock(profile.partner)
    known = (await roster.profiles(work, [profile.partner])).get(profile.partner)
    homes = await _homes(work, profile)
    home = known.county if known else counted_in(homes, county, work.scope.counties)
    placed = replace(profile, county=home, given_at=work.business_now)
    if work.scope.person is not None:
        entries = await roster.of(work, [profile.partner])
        certified = {served for entry in entries for served in entry.counties}
        check_agreed(profile.area, {placed.county, *certified, *(known.area if known else ())})
    await roster.store_profiles(work, [placed])
    await rearrange(work, [profile.partner])
    return placed


async def _homes(work: UnitOfWork, profile: Profile) -> list[str]:
    """Where the partner is known to be counted; staff of none of these counties see no such partner. Raises.

    NotVisible.
    """
    homes = await roster.homes(work, [profile.partner])
    if work.scope.person is None and homes and not set(homes) & set(work.scope.counties):
        raise NotVisible
    return homes
