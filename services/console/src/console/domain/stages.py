"""The numbers there are, in the order in which they are shown."""

from typing import Final

__all__ = ["CASES", "CHECK_INS", "FAMILY", "FUNNEL", "OPEN", "OVERDUE", "REQUESTS", "STAGES"]

FUNNEL: Final = ("closed", "identified", "applied", "screened", "hired", "certified", "matched", "contacted")
"""A family's way and a partner's way, from a closed case to the first contact; each thing is counted once, for good."""

FAMILY: Final = ("matched", "contacted")
"""The steps that count matches, not partners: they are not compared with the steps before them."""

REQUESTS: Final = ("request_open", "request_proposed", "request_matched", "request_ended", "request_withdrawn")
"""Where each request stands now."""

CHECK_INS: Final = ("check_in_due", "check_in_overdue", "check_in_done")
"""Where each check-in stands now."""

OVERDUE: Final = ("contact_overdue", "check_in_overdue")
"""What was not done by its day."""

CASES: Final = ("case_open", "case_closed")

OPEN: Final = frozenset({"check_in_due", "check_in_overdue", "contact_overdue"})
"""What nobody waits for any more once its match has ended."""

STAGES: Final = (*FUNNEL, *REQUESTS, *CHECK_INS, "contact_overdue", *CASES)
