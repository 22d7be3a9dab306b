"""An order to erase a person. May be heard in any order with everything else, and again after a restore."""

from peerbridge.events.erasure import PersonErased
from peerbridge.messaging.subscriber import Subscriber
from recruitment.use_cases.erase_person import erasure

__all__ = ["notifications"]

notifications = Subscriber(topic="peerbridge.notifications")
notifications.on(PersonErased, erasure.hear)
