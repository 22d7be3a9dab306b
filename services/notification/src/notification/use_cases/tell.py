"""People are told what happened: one message per event, person, message and channel."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from notification.domain.delivery import Delivery
from notification.domain.recipients import recipients
from notification.storage import deliveries, turns, whereabouts
from peerbridge.clock import real_now
from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event
from peerbridge.ids import derived_id, made_at

__all__ = ["tell"]

CHANNEL = "email"
NEWS = timedelta(days=14)  # of real time: a topic heard again from its beginning tells nobody what was long ago


async def tell(work: UnitOfWork, heard: Sequence[Event]) -> None:
    """Keep the messages that these events cause; it is their turn at once."""
    now = real_now()
    news = [said for said in heard if now - made_at(said.about.id) < NEWS]
    added = await deliveries.add(work, [each for said in news for each in _messages(said)])
    await whereabouts.note(work, {(each.person, each.county) for each in added})
    await turns.store(work, [turns.turn(each, at=now) for each in added])


def _messages(said: Event) -> Iterator[Delivery]:
    about = said.about
    for template, person in recipients(said):
        yield Delivery(
            delivery=_id(said, person, template),
            county=about.county,
            shared_with=about.shared_with,
            person=person,
            event_id=about.id,
            template=template,
            channel=CHANNEL,
            state="ready",
            created_at=about.time,
            correlation=about.correlation,
        )


def _id(said: Event, person: UUID, template: str) -> UUID:
    """The same for the same event, person, message and channel."""
    return derived_id(said.about.time, said.about.id.bytes, person.bytes, template, CHANNEL)
