"""Proposals past their last day."""

from matching.use_cases import expire_proposals
from peerbridge.schedules import Sweep

__all__ = ["schedule"]

EVERY = 5.0  # real seconds; an answer that comes before the sweep is judged by the date all the same

schedule = Sweep("expire proposals", every=EVERY, run=expire_proposals.expire_proposals)
