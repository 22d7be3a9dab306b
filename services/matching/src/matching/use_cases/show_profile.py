"""What matching keeps of one partner: the profile, and where the partner stands in each programme."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from matching.domain.profiles import Profile
from matching.domain.programs import zone_of
from matching.domain.roster import Standing
from matching.storage import pools, roster
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible

__all__ = ["Place", "show_profile"]


@dataclass(frozen=True, slots=True)
class Place:
    """A partner's place in one programme today; `free`: no more than the partner wishes for."""

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
    home = profile.county if profile else entries[0].county
    around = await pools.circumstances(work, [home])
    work.audit(action="read", what="profile", subject=partner, county=home)
    return profile, [
        Place(
            program=each.entry.program,
            county=each.entry.county,
            standing=each.entry.standing(work.today(zone_of(around.versions, each.entry.county))),
            valid_until=each.entry.valid_until,
            places=each.places,
            free=each.open,
        )
        for each in await pools.available(work, entries, around)
    ]
