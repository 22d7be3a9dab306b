"""Console's answer to an erasure. May be heard in any order with everything else."""

from notification.use_cases.note_answers import note_answers
from peerbridge.events.erasure import ConsoleErasureDone
from peerbridge.messaging.subscriber import Subscriber

__all__ = ["console"]

console = Subscriber(topic="peerbridge.console")
console.on(ConsoleErasureDone, note_answers)
