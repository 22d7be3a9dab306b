"""Who comes first: waiting, urgency and a must-have language, in the pool's published points (MATCHING, sections 4 and 5)."""

from datetime import date, datetime

from matching.domain.requests import SupportRequest
from peerbridge.events.pool import Court, PoolPolicy

__all__ = ["AT_ONCE", "needs_language", "priority", "urgency", "waiting_days"]

SOON, AT_ONCE = 1, 2


def waiting_days(request: SupportRequest, now: datetime) -> int:
    """Whole days of business time since the family asked."""
    return max(0, (now - request.asked_at).days)


def urgency(request: SupportRequest, today: date, court: Court) -> int:
    """As it was said, or more where a day in court has come near: 0, 1 or 2."""
    if request.court_on is None or request.court_on < today:
        return request.urgency
    days = (request.court_on - today).days
    near = AT_ONCE if days <= court.at_once_within_days else SOON if days <= court.soon_within_days else 0
    return max(request.urgency, near)


def needs_language(request: SupportRequest, rules: PoolPolicy) -> bool:
    """Whether the family must have a language that few partners speak."""
    return bool(request.must_languages) and not set(request.must_languages) & set(rules.priority.common_languages)


def priority(request: SupportRequest, now: datetime, today: date, rules: PoolPolicy) -> int:
    """Points of a family, 0 to the pool's most (3900 as shipped).

    Without the language term, families few can talk to would wait longest (section 4.1).
    """
    asked = rules.priority
    waited = asked.per_waiting_day * min(waiting_days(request, now), asked.longest_wait_days)
    language = asked.must_have_language if needs_language(request, rules) else 0
    floor = next((each.points for each in asked.county_floors if each.county == request.county), 0)
    return min(asked.most, waited + asked.per_urgency * urgency(request, today, rules.court) + language + floor)
