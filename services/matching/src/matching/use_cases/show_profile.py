"""What matching keeps of one partner: the profile, and where the partner stands in each programme."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from matching.domain.profiles import Profile
from matching.domain.programs import zone_of
from matching.domain.roster import Standing
from matching.storage import places, programs, roster
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible

__all__ = ["Place", "show_profile"]


@dataclass(frozen=True, slots=True)
class Place:
    """A partner's place in one programme today."""

    program: str
    county: str
    standing: Standing
    valid_until: date | None
    places: int
    free: int


async def show_profile(work: UnitOfWork, partner: UUID) -> tuple[Profile | None, list[Place]]:
    """The profile (None while nobody gave one) and the partner's programmes. Raises: NotVisible."""
    profile = (await roster.profiles(work, [partner])).get(partner)
    entries = await roster.of(work, [partner])
    if profile is None and not entries:
        raise NotVisible
    taken = await places.occupancy(work, [partner])
    versions = await programs.versions(work)
    home = profile.county if profile else entries[0].county
    work.audit(action="read", what="profile", subject=partner, county=home)
    return profile, [
        Place(
            program=entry.program,
            county=entry.county,
            standing=entry.standing(work.today(zone_of(versions, entry.county))),
            valid_until=entry.valid_until,
            places=len(taken.offered.get((partner, entry.program), ())),
            free=len(taken.free((partner, entry.program))),
        )
        for entry in entries
    ]
