"""What became of a message is announced in the transaction that finds it out."""

from notification.domain.delivery import FAILED, Delivery
from peerbridge.database.work import UnitOfWork
from peerbridge.events.notifications import NotificationFailed, NotificationSent

__all__ = ["announce"]


def announce(work: UnitOfWork, delivery: Delivery) -> None:
    """NotificationSent or NotificationFailed; nothing for a message that is still on its way."""
    told = {
        "person": delivery.person,
        "channel": delivery.channel,
        "message": delivery.delivery,
        "template": delivery.template,
    }
    news: NotificationSent | NotificationFailed
    if delivery.state == "sent":
        news = NotificationSent.model_validate(told)
    elif delivery.state in FAILED:
        news = NotificationFailed.model_validate({**told, "reason": delivery.state})
    else:
        return
    work.announce(news, county=delivery.county, shared_with=delivery.shared_with, correlation=delivery.correlation)
