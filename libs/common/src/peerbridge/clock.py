"""Two clocks that are never mixed: business time, which the demo may run fast, and real time for everything technical."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["BusinessClock", "Clock", "SettableClock", "real_now"]


def real_now() -> datetime:
    """Real time, UTC: tokens, ids, retries, leases, metrics."""
    return datetime.now(UTC)


class Clock:
    """Business time: due dates, waits, cadences, and an event's `time`."""

    def now(self) -> datetime:
        """The business instant, UTC."""
        raise NotImplementedError

    def today(self, zone: str) -> date:
        """The business date in a county's IANA time zone: due dates are dates there."""
        return self.now().astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True, slots=True)
class BusinessClock(Clock):
    """Business time that began at `origin` when the real clock showed `started`, and runs `speed` times as fast."""

    origin: datetime
    started: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        """The business instant, UTC."""
        return self.origin + (real_now() - self.started) * self.speed


@dataclass(slots=True)
class SettableClock(Clock):
    """Business time that stands still until a test moves it."""

    instant: datetime = field(default_factory=lambda: datetime(2026, 1, 5, 12, tzinfo=UTC))

    def now(self) -> datetime:
        """The business instant, UTC."""
        return self.instant

    def move(self, by: timedelta) -> None:
        """Let business time pass."""
        self.instant += by
