"""What is proposed, agreed and ended. May be heard in any order with: people entered, opt-outs."""

from notification.use_cases.note_answers import note_answers
from notification.use_cases.note_matches import note_matches
from notification.use_cases.tell import tell
from peerbridge.events import matches as said
from peerbridge.events.erasure import MatchingErasureDone
from peerbridge.messaging.subscriber import Subscriber

__all__ = ["matches"]

matches = Subscriber(topic="peerbridge.matches")
matches.on(said.MatchProposed, tell)
matches.on(said.MatchAnswerDue, tell)
matches.on(said.MatchAccepted, tell)
matches.on(said.MatchDeclined, tell)
matches.on(said.MatchProposalExpired, tell)
matches.on(said.MatchCreated, tell)
matches.on(said.MatchEnded, tell)
matches.on(MatchingErasureDone, note_answers)
matches.on(said.MatchCreated, note_matches)
matches.on(said.MatchEnded, note_matches)
