"""Proposals whose last day is near."""

from matching.use_cases import remind_proposals
from peerbridge.schedules import Sweep

__all__ = ["schedule"]

EVERY = 30.0  # real seconds: a reminder is due on a day, not at a minute

schedule = Sweep("remind proposals", every=EVERY, run=remind_proposals.remind_proposals)
