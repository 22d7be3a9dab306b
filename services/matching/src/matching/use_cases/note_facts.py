"""What recruitment says of partners is kept as it was said.

A fact is never refused, and an unknown partner becomes a stub.
"""

from collections.abc import Sequence
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
    for fact in heard:
        key = (fact.partner, fact.program)
        entry = known.get(key) or RosterEntry(fact.partner, fact.program, fact.about.county)
        known[key] = after(entry, fact)
    await roster.store(work, known.values())
    await rearrange(work, partners)
    return known
