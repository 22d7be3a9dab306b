"""One story, played step by step through the public APIs: who does what, and what must come of it."""

from peerbridge_demo.story.player import Player, Refusal
from peerbridge_demo.story.trial import Trial, trial
from peerbridge_demo.story.ways import certify, expect, matched
from peerbridge_demo.system.commands import Command, peerbridge

__all__ = ["Command", "Player", "Refusal", "Trial", "certify", "expect", "matched", "peerbridge", "trial"]
