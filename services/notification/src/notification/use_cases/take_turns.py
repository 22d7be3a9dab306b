"""Messages whose turn it is are looked at once more.

Those that may go are marked as being handed over, before they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from uuid import UUID

from notification.domain.delivery import FAILED, Delivery, next_step
from notification.domain.letter import Letter
from notification.domain.person import Person
from notification.storage import deliveries, people, turns, whereabouts
from notification.storage.tables import TurnRow
from notification.use_cases.announce_outcome import announce
from peerbridge.clock import real_now
from peerbridge.database.lost import restored_at
from peerbridge.database.work import UnitOfWork
from peerbridge.ids import made_at, uuid7

__all__ = ["Taken", "take_turns"]


@dataclass(frozen=True, slots=True)
class Taken:
    """How many turns were taken, and what of them is to be handed over once this is committed."""

    turns: int
    letters: Sequence[Letter]


async def take_turns(work: UnitOfWork, limit: int, lease: float) -> Taken:
    """Take up to `limit` turns of all counties.

    A hand-over must begin within half the lease (seconds) and end within all of it.
    """
    come = await turns.due(work, limit)
    if not come:
        return Taken(0, [])
    until = monotonic() + lease / 2
    concerned = {each.person for each in come}
    await work.extend_scope([*(each.county for each in come), *await whereabouts.counties(work, concerned)])
    found = await deliveries.lock(work, [each.delivery for each in come])
    restored = await restored_at(work)
    known, opted_out = await people.load(work, concerned), await people.opted_out(work, concerned)
    stepped = [
        next_step(
            each,
            known.get(each.person),
            opted_out=(each.person, each.channel) in opted_out,
            now=work.business_now,
            attempt=uuid7(),
            forgotten=restored is not None and made_at(each.attempt or each.event_id) < restored,
        )
        for each in found.values()
    ]
    await deliveries.store(work, stepped)
    await _keep_turns(work, come, stepped, lease)
    for each in stepped:
        announce(work, each)
    going = [each for each in stepped if each.state == "handing_over"]
    return Taken(len(come), [_letter(each, known[each.person], until) for each in going])


async def _keep_turns(work: UnitOfWork, come: Sequence[TurnRow], stepped: Sequence[Delivery], lease: float) -> None:
    over: set[UUID] = {each.delivery for each in come} - {each.delivery for each in stepped}
    over |= {each.delivery for each in stepped if each.state in FAILED}
    await turns.drop(work, over)
    ends = real_now() + timedelta(seconds=lease)
    await turns.store(
        work,
        [
            turns.turn(each, at=each.waits_until, in_business_time=True)
            if each.waits_until
            else turns.turn(each, at=ends, handing_over=True)
            for each in stepped
            if each.delivery not in over
        ],
    )


def _letter(each: Delivery, person: Person, until: float) -> Letter:
    return Letter(
        delivery=each.delivery,
        attempt=each.attempt or each.delivery,
        county=each.county,
        template=each.template,
        name=person.name,
        address=person.email or "",
        language=person.language,
        until=until,
    )
