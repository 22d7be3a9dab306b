"""Figures of fairness and supply."""

from matching.use_cases import measure
from peerbridge.schedules import Sweep

__all__ = ["schedule"]

EVERY = 20.0  # real seconds: figures are for people; a county's are told three times a minute at most

schedule = Sweep("measure", every=EVERY, run=measure.measure)
