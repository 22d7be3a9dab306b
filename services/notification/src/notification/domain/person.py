"""A person of the directory: what a message needs to reach them, in their language and outside their quiet hours."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

__all__ = ["Person", "quiet_until"]


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Personal data of one person; it is never printed, logged or published."""

    person: UUID
    county: str
    name: str
    email: str | None
    phone: str | None
    language: str
    time_zone: str
    quiet_from: time | None = None
    quiet_until: time | None = None


def quiet_until(person: Person, now: datetime) -> datetime | None:
    """The instant at which the person's quiet hours end, if it is quiet for them now.

    Hours over midnight are meant so.
    """
    begins, ends = person.quiet_from, person.quiet_until
    if begins is None or ends is None or begins == ends:
        return None
    local = now.astimezone(ZoneInfo(person.time_zone))
    over_midnight, clock = begins > ends, local.time()
    if over_midnight and clock >= begins:
        return _instant(local.date() + timedelta(days=1), ends, person.time_zone)
    if (clock < ends) if over_midnight else (begins <= clock < ends):
        return _instant(local.date(), ends, person.time_zone)
    return None


def _instant(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
