"""Which matches are made and over.

May be heard in any order with: policies, certifications, cases, supervisors registered.
"""

from peerbridge.events.matches import MatchCreated, MatchEnded
from peerbridge.messaging.subscriber import Subscriber
from supervision.use_cases.begin_relations import begin_relations
from supervision.use_cases.end_relations import end_relations

__all__ = ["matches"]

matches = Subscriber(topic="peerbridge.matches")
matches.on(MatchCreated, begin_relations, touches=lambda said: [said.match, said.partner, said.case])
matches.on(MatchEnded, end_relations, touches=lambda said: [said.match, said.partner])
