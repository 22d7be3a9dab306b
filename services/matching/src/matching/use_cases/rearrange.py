"""What follows from any change to a partner.

Who may see their rows, how many places they offer, and who may now be helped.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from matching.domain.agreements import agreed_with
from matching.domain.profiles import Profile
from matching.domain.programs import zone_of
from matching.domain.roster import RosterEntry
from matching.domain.sharing import places_open, reach, shared
from matching.storage import places, pool_versions, programs, roster
from matching.use_cases.look_again import look_again
from peerbridge.database.work import UnitOfWork

__all__ = ["rearrange"]

NOWHERE: frozenset[str] = frozenset()


async def rearrange(work: UnitOfWork, partners: Iterable[UUID]) -> None:
    """Bring sharing, places and holds of these partners in line with what is known of them."""
    entries: dict[UUID, list[RosterEntry]] = {partner: [] for partner in sorted(set(partners))}
    for entry in await roster.of(work, entries):
        entries[entry.partner].append(entry)
    profiles = await roster.profiles(work, entries)
    agreed = await _agreed(work, profiles)
    seen = {
        partner: reach(own, profiles.get(partner), agreed.get(partner, NOWHERE)) for partner, own in entries.items()
    }
    await _share(work, entries, profiles, seen)
    await places.arrange(work, _extents(entries, profiles, seen))
    await places.share_holds(work, seen)
    await roster.note_homes(work, _homes(entries, profiles))
    await look_again(work, {county for counties in seen.values() for county in counties})


async def _agreed(work: UnitOfWork, profiles: dict[UUID, Profile]) -> dict[UUID, frozenset[str]]:
    """The counties that agreements open to each of these partners today."""
    rules, known = await pool_versions.versions(work), await programs.versions(work)
    return {
        partner: agreed_with(rules, profile.county, work.today(zone_of(known, profile.county)))
        for partner, profile in profiles.items()
    }


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
