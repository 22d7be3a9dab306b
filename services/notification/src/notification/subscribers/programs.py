"""Where programs work, and in which time zones. May be heard in any order with everything else."""

from notification.use_cases.note_zones import note_zones
from peerbridge.events.programs import ProgramPublished
from peerbridge.messaging.subscriber import Subscriber

__all__ = ["programs"]

programs = Subscriber(topic="peerbridge.programs")
programs.on(ProgramPublished, note_zones)
