"""Certifications: what the passing of days brings, looked for often enough for a business day to be short."""

from typing import Final

from peerbridge.schedules import Sweep
from recruitment.use_cases.pass_certification_days import pass_certification_days

__all__ = ["schedule"]

SECONDS: Final = 1.0  # real ones; in a fast demo a business day is not much longer

schedule = Sweep(name="certification_days", every=SECONDS, run=pass_certification_days)
