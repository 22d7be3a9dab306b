"""A match was made: it is watched over from now on."""

from collections.abc import Sequence
from dataclasses import replace

from peerbridge.database.work import UnitOfWork
from peerbridge.events.matches import MatchCreated
from supervision.domain.relation import begun
from supervision.storage import cases, certifications, relations
from supervision.use_cases.settle_relations import settle

__all__ = ["begin_relations"]


async def begin_relations(work: UnitOfWork, heard: Sequence[MatchCreated]) -> None:
    """Begin a relation per match.

    With what is already known of its case and partner, and settle what can be settled.
    """
    known = await relations.lock(work, [said.match for said in heard])
    closed = await cases.load(work, [said.case for said in heard])
    places = await certifications.load(work, [(said.partner, said.program) for said in heard])
    fresh = []
    for said in heard:
        case, place = closed.get(said.case), places.get((said.partner, said.program))
        relation = begun(known.get(said.match), said)
        fresh.append(
            replace(
                relation,
                case_closed_on=case.closed_on if case else relation.case_closed_on,
                certification=place.state if place else relation.certification,
            )
        )
    await relations.store(work, fresh)
    waiting = [relation for relation in fresh if relation.active and relation.waiting_for]
    await settle(work, waiting, {said.match: said for said in heard})
