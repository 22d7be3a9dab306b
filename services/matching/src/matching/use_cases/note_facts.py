"""What recruitment says of partners is kept as it was said.

A fact is never refused, and an unknown partner becomes a stub.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from matching.domain.roster import RosterEntry, RosterFact, after
from matching.storage import roster
from matching.use_cases.rearrange import rearrange
from peerbridge.database.work import UnitOfWork

__all__ = ["note_facts"]

Key = tuple[UUID, str]


async def note_facts(work: UnitOfWork, heard: Sequence[RosterFact]) -> dict[Key, RosterEntry]:
    """The entries as they stand after these facts, by (partner, program): stored, with places and sharing in line."""
    partners = {fact.partner for fact in heard}
    await work.extend_scope(await roster.homes(work, partners))
    known = await roster.lock(work, [(fact.partner, fact.program) for fact in heard])
    homes = {partner: {entry.county for entry in known.values() if entry.partner == partner} for partner in partners}
    for fact in heard:
        key = (fact.partner, fact.program)
        entry = known.get(key) or RosterEntry(fact.partner, fact.program, fact.about.county)
        known[key] = after(entry, fact)
    await roster.store(work, known.values())
    await _count_anew(work, homes)
    await rearrange(work, partners)
    return known


async def _count_anew(work: UnitOfWork, homes: Mapping[UUID, Collection[str]]) -> None:
    """The profile of a partner who was certified where it is counted, and is certified only elsewhere now, goes along.

    `homes`: where each was certified before.
    """
    certified: dict[UUID, set[str]] = {}
    for entry in await roster.of(work, homes):
        certified.setdefault(entry.partner, set()).add(entry.county)
    known = (await roster.profiles(work, homes)).values()
    moved = [
        each for each in known if each.county in homes[each.partner] and each.county not in certified[each.partner]
    ]
    await roster.store_profiles(work, [replace(each, county=min(certified[each.partner])) for each in moved])
