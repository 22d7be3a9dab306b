"""Pairs that only time made possible: a certification that begins, leave that ends, a policy that comes into force."""

from matching.use_cases.propose import propose_by_sweep
from peerbridge.schedules import Sweep

__all__ = ["schedule"]

EVERY = 30.0  # real seconds: inputs leave jobs, this is the net under them

schedule = Sweep("propose", every=EVERY, run=propose_by_sweep)
