"""What follows from any change to a partner.

Who may see their rows, how many places they offer, and who may now be helped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from matching.domain.agreements import agreed_with
from matching.domain.profiles import Profile
from matching.domain.programs import zone_of
from matching.domain.proposals import Proposal
from matching.domain.roster import RosterEntry
from matching.domain.sharing import places_open, reach, shared
from matching.storage import pairs, places, pool_versions, programs, roster, standing
from matching.use_cases.look_again import look_again
from peerbridge.database.work import UnitOfWork

__all__ = ["rearrange", "seen_by"]

NOWHERE: frozenset[str] = frozenset()


async def rearrange(work: UnitOfWork, partners: Iterable[UUID]) -> list[Proposal]:
    """Bring sharing, places and holds of these partners in line with what is known of them; the proposals that ask one of them.

    These are locked before the places they hold, as by everybody who decides on one. What forbids one now is for the caller to end.
    """
    partners = sorted(set(partners))
    asked = await pairs.asking(work, partners)
    entries = await _entries(work, partners)
    profiles = await roster.profiles(work, entries)
    seen = await _seen(work, entries, profiles)
    await _share(work, entries, profiles, seen)
    await places.arrange(work, _extents(entries, profiles, seen))
    await places.share_holds(work, seen)
    await standing.share(work, {(each.partner, each.program): each.county for own in entries.values() for each in own})
    await roster.note_homes(work, _homes(entries, profiles))
    await look_again(work, partners=[(partner, county) for partner, counties in seen.items() for county in counties])
    return asked


async def seen_by(work: UnitOfWork, partners: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """The counties in which rows of each of these partners must be seen today."""
    entries = await _entries(work, partners)
    return await _seen(work, entries, await roster.profiles(work, entries))


async def _entries(work: UnitOfWork, partners: Iterable[UUID]) -> dict[UUID, list[RosterEntry]]:
    entries: dict[UUID, list[RosterEntry]] = {partner: [] for partner in sorted(set(partners))}
    for entry in await roster.of(work, entries):
        entries[entry.partner].append(entry)
    return entries


async def _seen(
    work: UnitOfWork, entries: Mapping[UUID, list[RosterEntry]], profiles: dict[UUID, Profile]
) -> dict[UUID, frozenset[str]]:
    agreed = await _agreed(work, profiles)
    return {
        partner: reach(own, profiles.get(partner), agreed.get(partner, NOWHERE)) for partner, own in entries.items()
    }


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
