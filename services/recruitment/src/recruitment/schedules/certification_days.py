"""Certifications: what the passing of days brings, looked for every few seconds, since a demo's business day may be that short."""

from typing import Final

from peerbridge.schedules import Sweep
from recruitment.use_cases.pass_certification_days import pass_certification_days

__all__ = ["schedule"]

SECONDS: Final = 5.0  # real ones; a sweep walks all counties, and a notice some seconds late is on time

schedule = Sweep(name="certification_days", every=SECONDS, run=pass_certification_days)
