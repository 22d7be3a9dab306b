"""What became of messages that a restored database has forgotten: they are not handed over again."""

from collections.abc import Sequence
from dataclasses import replace

from notification.domain.delivery import Delivery
from notification.storage import deliveries, turns, whereabouts
from peerbridge.database.work import UnitOfWork
from peerbridge.events.notifications import NotificationFailed, NotificationSent

__all__ = ["recall_outcomes"]


async def recall_outcomes(work: UnitOfWork, said: Sequence[NotificationSent | NotificationFailed]) -> None:
    """Keep what the topic tells, also of messages whose cause is still to be heard again: then they are there already."""
    ids = [each.message for each in said]
    await turns.hold(work, ids)
    known = await deliveries.lock(work, ids)
    await deliveries.store(work, [_recalled(known.get(each.message), each) for each in said])
    await whereabouts.note(work, {(each.person, each.about.county) for each in said})
    await turns.drop(work, ids)


def _recalled(known: Delivery | None, said: NotificationSent | NotificationFailed) -> Delivery:
    """The message as it was announced. Of one that is not known again yet, the announcement stands for its cause."""
    about = said.about
    message = known or Delivery(
        delivery=said.message,
        county=about.county,
        shared_with=about.shared_with,
        person=said.person,
        event_id=about.id,
        template=said.template,
        channel=said.channel,
        state="ready",
        created_at=about.time,
        correlation=about.correlation,
    )
    state = said.reason if isinstance(said, NotificationFailed) else "sent"
    return replace(message, state=state, waits_until=None, finished_at=about.time)
