"""Figures of fairness and supply."""

from matching.use_cases import measure
from peerbridge.schedules import Sweep

__all__ = ["schedule"]

EVERY = 60.0  # real seconds: figures are for people, and a county's are told at most once a minute

schedule = Sweep("measure", every=EVERY, run=measure.measure)
