"""What notification says itself: an order to erase is heard like by everyone, also again after a restore. In any order with everything."""

from notification.use_cases.erase_person import erasure
from notification.use_cases.note_answers import note_answers
from peerbridge.events.erasure import NotificationErasureDone, PersonErased
from peerbridge.messaging.subscriber import Subscriber

__all__ = ["notifications"]

notifications = Subscriber(topic="peerbridge.notifications")
notifications.on(PersonErased, erasure.hear)
notifications.on(NotificationErasureDone, note_answers)
