"""Proposals whose last day is near."""

from matching.use_cases import remind_proposals
from peerbridge.schedules import Sweep

__all__ = ["schedule"]

EVERY = 5.0  # real seconds: a business clock that runs fast, as in the demo, passes a day in one

schedule = Sweep("remind proposals", every=EVERY, run=remind_proposals.remind_proposals)
