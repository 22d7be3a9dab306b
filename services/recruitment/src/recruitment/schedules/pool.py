"""Days that change the pool: a candidate's wait is over; a published policy comes into force."""

from typing import Final

from peerbridge.schedules import Sweep
from recruitment.use_cases.identify_due import identify_due
from recruitment.use_cases.review_program import review_due_programs

__all__ = ["due_candidates", "due_programs"]

SECONDS: Final = 5.0  # real ones; each round costs every county one indexed query, and a due date is a whole day

due_candidates = Sweep(name="due_candidates", every=SECONDS, run=identify_due)
due_programs = Sweep(name="due_programs", every=SECONDS, run=review_due_programs)
