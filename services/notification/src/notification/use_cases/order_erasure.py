"""A person's data is to be destroyed everywhere. The order is kept and announced; every service does its part and answers.

Not while a match of theirs runs: the other side is told of its end by people, not by a deletion. Not under a legal hold.
"""

from uuid import UUID

from notification.domain.erasure import Order
from notification.domain.errors import MatchRuns, OnLegalHold, PersonUnknown
from notification.storage import erasures, people, whereabouts
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BeyondCounties
from peerbridge.events.erasure import PersonErased
from peerbridge.ids import uuid7

__all__ = ["counted", "order_erasure"]


async def order_erasure(work: UnitOfWork, person: UUID, reason: str, reference: str | None) -> Order:
    """Order it once; a second order finds the first. Raises: PersonUnknown, BeyondCounties, MatchRuns, OnLegalHold."""
    await work.lock(person)
    earlier = await erasures.of_person(work, person)
    if earlier is not None:
        return earlier
    home, others = await counted(work, person)
    if {home, *others} - set(work.scope.counties):
        raise BeyondCounties
    if (match := await erasures.in_a_match(work, person)) is not None:
        raise MatchRuns(match=match)
    if (held := await erasures.on_hold(work, person)) is not None:
        raise OnLegalHold(reference=held.reference)
    order = Order(uuid7(), person, home, others, reason, reference, work.actor, work.business_now)
    await erasures.add(work, order)
    work.announce(PersonErased(person=person, erasure=order.erasure), county=home, shared_with=others)
    return order


async def counted(work: UnitOfWork, person: UUID) -> tuple[str, tuple[str, ...]]:
    """The person's county and the others that know them, for a caller who holds one of these; who holds none hears of nobody."""
    entry = (await people.load(work, [person])).get(person)
    known = set(await whereabouts.counties(work, [person]))
    if not known & set(work.scope.counties):
        raise PersonUnknown
    home = entry.county if entry else min(known)
    return home, tuple(sorted(known - {home}))
