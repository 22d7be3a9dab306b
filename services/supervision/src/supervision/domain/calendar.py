"""Days and instants. A due date is a day in the county's zone; it is late from the instant that day is over there."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

__all__ = ["Unit", "day_of", "later", "over_at"]

Unit = Literal["days", "months"]


def day_of(instant: datetime, zone: str) -> date:
    """The day it is at `instant` in an IANA time zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def over_at(day: date, zone: str) -> datetime:
    """The instant (UTC) at which `day` is over in an IANA time zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def later(start: date, count: int, unit: Unit) -> date:
    """`count` days or calendar months after `start`; a month that is too short ends on its last day (P47)."""
    if unit == "days":
        return start + timedelta(days=count)
    months = start.year * 12 + start.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
