"""Who supervises, and what is due or late. May be heard in any order with: people entered, opt-outs."""

from notification.use_cases.note_answers import note_answers
from notification.use_cases.tell import tell
from peerbridge.events import supervision as said
from peerbridge.events.erasure import SupervisionErasureDone
from peerbridge.messaging.subscriber import Subscriber

__all__ = ["supervision"]

supervision = Subscriber(topic="peerbridge.supervision")
supervision.on(said.SupervisorAssigned, tell)
supervision.on(said.FirstContactOverdue, tell)
supervision.on(said.CheckInScheduled, tell)
supervision.on(said.CheckInOverdue, tell)
supervision.on(said.SessionMissed, tell)
supervision.on(SupervisionErasureDone, note_answers)
