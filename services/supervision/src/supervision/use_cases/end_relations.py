"""A match is over: nothing more is due of it, and its supervisor has room again."""

from collections.abc import Sequence

from peerbridge.database.work import UnitOfWork
from peerbridge.events.matches import MatchEnded
from supervision.domain.check_ins import dropped
from supervision.domain.relation import ended
from supervision.storage import check_ins, relations, supervisors
from supervision.use_cases.settle_relations import settle_waiting

__all__ = ["end_relations"]

AT_ONCE = 100  # who waited for this room goes on now; the sweep takes the rest


async def end_relations(work: UnitOfWork, heard: Sequence[MatchEnded]) -> None:
    """End these relations, call off what was due, and give the room to those who wait for a supervisor."""
    matches = [said.match for said in heard]
    known = await relations.lock(work, matches)
    await relations.store(work, [ended(known.get(said.match), said) for said in heard])
    await check_ins.store(work, dropped(await check_ins.open_of(work, matches), "cancelled"))
    await supervisors.free(work, matches)
    await settle_waiting(work, AT_ONCE)
