"""What programmes publish. May be heard in any order with certifications, profiles and requests."""

from matching.use_cases.learn_program import learn_program
from peerbridge.events.programs import ProgramPublished
from peerbridge.messaging.subscriber import Subscriber

__all__ = ["programs"]

programs = Subscriber(topic="peerbridge.programs")
programs.on(ProgramPublished, learn_program)
