"""Proposals past their last day."""

from matching.use_cases import expire_proposals
from peerbridge.schedules import Sweep

__all__ = ["schedule"]

EVERY = 5.0  # real seconds: in the demo a business day takes about as long

schedule = Sweep("expire proposals", every=EVERY, run=expire_proposals.expire_proposals)
