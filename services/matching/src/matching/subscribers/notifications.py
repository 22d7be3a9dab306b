"""An order to erase a person. May be heard in any order with everything else, and again after a restore."""

from matching.use_cases.erase_person import erasure
from peerbridge.events.erasure import PersonErased
from peerbridge.messaging.subscriber import Subscriber

__all__ = ["notifications"]

notifications = Subscriber(topic="peerbridge.notifications")
notifications.on(PersonErased, erasure.hear)
