"""What follows from any change to a partner.

Who may see their rows, how many places they offer, and who may now be helped.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from matching.domain.profiles import Profile
from matching.domain.roster import RosterEntry
from matching.domain.sharing import places_open, reach, shared
from matching.storage import places, roster
from matching.use_cases.look_again import look_again
from peerbridge.database.work import UnitOfWork

__all__ = ["rearrange"]


async def rearrange(work: UnitOfWork, partners: Iterable[UUID]) -> None:
    """Bring sharing, places and holds of these partners in line with what is known of them."""
    entries: dict[UUID, list[RosterEntry]] = {partner: [] for partner in sorted(set(partners))}
    for entry in await roster.of(work, entries):
        entries[entry.partner].append(entry)
    profiles = await roster.profiles(work, entries)
    seen = {partner: reach(own, profiles.get(partner)) for partner, own in entries.items()}
    await _share(work, entries, profiles, seen)
    await places.arrange(work, _extents(entries, profiles, seen))
    await places.share_holds(work, seen)
    await roster.note_homes(work, _homes(entries, profiles))
    await look_again(work, {county for counties in seen.values() for county in counties})


async def _share(
    work: UnitOfWork,
    entries: dict[UUID, list[RosterEntry]],
    profiles: dict[UUID, Profile],
    seen: dict[UUID, frozenset[str]],
) -> None:
    every = [entry for own in entries.values() for entry in own]
    await roster.store(work, [replace(entry, shared_with=shared(seen[entry.partner], entry.county)) for entry in every])
    given = [replace(own, shared_with=shared(seen[partner], own.county)) for partner, own in profiles.items()]
    await roster.store_profiles(work, given)


def _extents(
    entries: dict[UUID, list[RosterEntry]], profiles: dict[UUID, Profile], seen: dict[UUID, frozenset[str]]
) -> dict[tuple[UUID, str], places.Extent]:
    return {
        (partner, entry.program): places.Extent(
            places_open(entry, profiles.get(partner)), entry.county, shared(seen[partner], entry.county)
        )
        for partner, own in entries.items()
        for entry in own
    }


def _homes(entries: dict[UUID, list[RosterEntry]], profiles: dict[UUID, Profile]) -> list[tuple[UUID, str]]:
    known = [(entry.partner, entry.county) for own in entries.values() for entry in own]
    return known + [(partner, profile.county) for partner, profile in profiles.items()]
