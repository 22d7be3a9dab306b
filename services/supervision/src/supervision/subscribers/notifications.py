"""Whether messages reach people. May be heard in any order with: the matches of the person, their erasure."""

from peerbridge.events.erasure import PersonErased
from peerbridge.events.notifications import NotificationFailed, NotificationSent, RecipientOptedOut
from peerbridge.messaging.subscriber import Subscriber
from supervision.use_cases.erase_person import erasure
from supervision.use_cases.note_reach import note_reach

__all__ = ["notifications"]

notifications = Subscriber(topic="peerbridge.notifications")
notifications.on(PersonErased, erasure.hear)
notifications.on(NotificationSent, note_reach)
notifications.on(NotificationFailed, note_reach)
notifications.on(RecipientOptedOut, note_reach)
