"""What supervision refuses, in the words the caller reads."""

from peerbridge.errors import Refused

__all__ = [
    "CheckInOver",
    "ContactBeforeMatch",
    "MatchNotYetKnown",
    "MatchOver",
    "NotYetHappened",
    "SessionOver",
]


class MatchNotYetKnown(Refused, status=409):
    """Nothing more is known of this match yet. Wait a moment and send it again."""


class MatchOver(Refused, status=409):
    """The match ended on {ended_on:%d %B %Y}. Record only what happened until that day."""


class ContactBeforeMatch(Refused, status=409):
    """The match was made on {matched_on:%d %B %Y}. Record only what happened from that day on."""


class NotYetHappened(Refused, status=409):
    """It is {today:%d %B %Y} in this county. Record it once it has happened."""


class CheckInOver(Refused, status=409):
    """This check-in is {state} and takes no completion. Complete the one that is due instead."""


class SessionOver(Refused, status=409):
    """This session is {state} and takes no attendance. Record it on the one that is due instead."""
