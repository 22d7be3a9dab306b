"""What programs' policies are. May be heard in any order with: matches, partners, supervisors registered."""

from peerbridge.events.programs import ProgramPublished
from peerbridge.messaging.subscriber import Subscriber
from supervision.use_cases.follow_policy import follow_policy

__all__ = ["programs"]

programs = Subscriber(topic="peerbridge.programs")
programs.on(ProgramPublished, follow_policy)
