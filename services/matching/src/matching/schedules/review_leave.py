"""Leave that begins or ends puts running matches on a coordinator's list, and takes them off it."""

from matching.use_cases.review_matches import review_leave
from peerbridge.schedules import Sweep

__all__ = ["schedule"]

EVERY = 30.0  # real seconds: leave begins with a day

schedule = Sweep("review leave", every=EVERY, run=review_leave)
