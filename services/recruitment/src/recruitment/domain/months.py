"""Calendar months are counted in one place, and the end of a month never leaps into the next one."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

__all__ = ["LAST_DAY", "add_months", "day_after", "earliest"]

LAST_DAY: Final = date(9998, 12, 31)
"""No date of ours lies later, so that a day or a month after it still exists."""


def add_months(start: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month: 31 January + 1 month is the end of February."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > LAST_DAY.year:
        return LAST_DAY
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def day_after(day: date) -> date:
    """The next day."""
    return day + timedelta(days=1)


def earliest(*days: date | None) -> date | None:
    """The first of the days that are known; None where none is."""
    known = [day for day in days if day is not None]
    return min(known) if known else None
