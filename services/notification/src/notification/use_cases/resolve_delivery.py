"""A person has found out what became of an uncertain hand-over."""

from uuid import UUID

from notification.domain.delivery import Delivery, resolved
from notification.storage import deliveries, turns
from notification.use_cases.announce_outcome import announce
from peerbridge.clock import real_now
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.ids import uuid7

__all__ = ["resolve_delivery"]


async def resolve_delivery(work: UnitOfWork, delivery: UUID, answer: str) -> Delivery:
    """Keep the answer: `sent`, or `send_again`. Raises: NotVisible, NotUncertain."""
    found = (await deliveries.lock(work, [delivery])).get(delivery)
    if found is None:
        raise NotVisible
    now = resolved(found, answer, now=work.business_now, attempt=uuid7())
    await deliveries.store(work, [now])
    if now.state == "ready":
        await turns.store(work, [turns.turn(now, at=real_now())])
    announce(work, now)
    return now
