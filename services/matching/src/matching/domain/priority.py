"""Who comes first: waiting, urgency and a must-have language, in published points (MATCHING, sections 4 and 5)."""

from datetime import datetime

from matching.domain.requests import SupportRequest

__all__ = ["MOST", "priority", "waiting_days"]

MOST = 3900
PER_DAY, LONGEST_WAIT = 10, 180
PER_URGENCY = 300
MUST_HAVE_LANGUAGE = 500
COMMON = "en"


def waiting_days(request: SupportRequest, now: datetime) -> int:
    """Whole days of business time since the family asked."""
    return max(0, (now - request.asked_at).days)


def priority(request: SupportRequest, now: datetime) -> int:
    """Points of a family, 0 to 3900.

    Without the language term, families few can talk to would wait longest (section 4.1).
    """
    waited = PER_DAY * min(waiting_days(request, now), LONGEST_WAIT)
    language = MUST_HAVE_LANGUAGE if request.must_languages and COMMON not in request.must_languages else 0
    return min(MOST, waited + PER_URGENCY * request.urgency + language)
