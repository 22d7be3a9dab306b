"""Days that change the pool: a candidate's wait is over; a published policy comes into force."""

from peerbridge.schedules import Sweep
from recruitment.use_cases.identify_due import identify_due
from recruitment.use_cases.review_program import review_due_programs

__all__ = ["due_candidates", "due_programs"]

due_candidates = Sweep(name="due_candidates", every=1.0, run=identify_due)
due_programs = Sweep(name="due_programs", every=1.0, run=review_due_programs)
