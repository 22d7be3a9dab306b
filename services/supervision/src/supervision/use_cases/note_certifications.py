"""What becomes of a partner's certification is noted on their matches, and begins or ends their support sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from supervision.domain.certification import Certification, Changed, heard
from supervision.domain.sessions import called_off
from supervision.storage import certifications, relations, sessions
from supervision.use_cases.plan_sessions import plan

__all__ = ["note_certifications"]


async def note_certifications(work: UnitOfWork, said: Sequence[Changed]) -> None:
    """Keep the partners' places; note them on running relations; plan or call off sessions."""
    known = await certifications.lock(work, [(each.partner, each.program) for each in said])
    places = {(each.partner, each.program): heard(known.get((each.partner, each.program)), each) for each in said}
    await certifications.store(work, places.values())
    await _note_on_relations(work, places)
    await _call_off(work, [place for place in places.values() if not place.in_service])
    await plan(work, places.values())


async def _note_on_relations(work: UnitOfWork, places: Mapping[tuple[UUID, str], Certification]) -> None:
    running = await relations.of_partners(work, {place.partner for place in places.values()})
    noted = [
        replace(each, certification=place.state)
        for each in running
        if (place := places.get((each.partner, each.program or ""))) and place.state != each.certification
    ]
    await relations.store(work, noted)


async def _call_off(work: UnitOfWork, left: Sequence[Certification]) -> None:
    if not left:
        return
    keys = {(place.partner, place.program) for place in left}
    due = await sessions.due_of(work, {place.partner for place in left})
    await sessions.store(work, called_off(each for each in due if (each.partner, each.program) in keys))
