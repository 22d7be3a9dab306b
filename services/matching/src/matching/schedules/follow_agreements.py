"""Agreements of a pool that begin or end with a day."""

from matching.use_cases import follow_agreements
from peerbridge.schedules import Sweep

__all__ = ["schedule"]

EVERY = 300.0  # real seconds: what an agreement no longer opens is closed within minutes of midnight

schedule = Sweep("follow agreements", every=EVERY, run=follow_agreements.follow_agreements)
