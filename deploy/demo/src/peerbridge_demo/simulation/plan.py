"""What is played: which programmes work where, how many cases close, for how long, and what chance begins from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from peerbridge_demo.launch.options import ORIGIN

__all__ = ["PLANS", "SERVICES", "Area", "Plan"]

SERVICES: Final = ("recruitment", "notification", "console")
"""Who takes part: the pipeline's owner, the directory that people are entered in, and the pages that show the numbers."""
LOOK_AT_HOUR: Final = 18  # UTC: midday in every county, so that no day ends while everybody looks
BEFORE: Final = 540  # days: what a state hands over of the time before a programme begins there


@dataclass(frozen=True)
class Area:
    """Counties whose cases one system reports; every programme named here works in all of them."""

    state: str
    programs: tuple[str, ...]
    counties: tuple[str, ...]

    @property
    def source(self) -> str:
        """What the state's case system is called."""
        return f"case-system-{self.state}"


@dataclass(frozen=True)
class Plan:
    """`days` of business time, looked at every `look_days`; `a_year`: closures in a county of middle size."""

    title: str
    areas: tuple[Area, ...]
    days: int
    look_days: int
    a_year: int
    speed: float
    """Business days in a second."""
    seed: int = 1

    @property
    def first(self) -> date:
        """The first day of cases: those handed over at the beginning."""
        return self.begins - timedelta(days=BEFORE)

    @property
    def begins(self) -> date:
        """The day on which the programmes begin."""
        return ORIGIN.date()

    @property
    def ends(self) -> date:
        """The last day."""
        return self.begins + timedelta(days=self.days)

    @property
    def counties(self) -> tuple[str, ...]:
        """Of all areas."""
        return tuple(dict.fromkeys(county for area in self.areas for county in area.counties))

    @property
    def programs(self) -> tuple[str, ...]:
        """Of all areas."""
        return tuple(dict.fromkeys(program for area in self.areas for program in area.programs))

    @property
    def looks(self) -> list[datetime]:
        """The business instants at which everything is counted: midday, the last on the last day."""
        days = [*range(self.look_days, self.days - self.look_days // 2, self.look_days), self.days]
        return [ORIGIN.replace(hour=LOOK_AT_HOUR) + timedelta(days=day) for day in days]


IOWA: Final = Area("19", ("children-and-families-of-iowa",), ("19153", "19049", "19169", "19113", "19163"))
KENTUCKY: Final = Area("21", ("start-kentucky",), ("21111", "21067", "21117", "21015", "21059"))
RIVERSIDE: Final = Area("06", ("riverside-children-services", "riverside-mental-health"), ("06065",))

LEXINGTON: Final = Area("21", ("start-kentucky",), ("21111", "21067"))

PLANS: Final = {
    "two-years": Plan("Ten counties, two programmes, two years", (IOWA, KENTUCKY), 730, 91, 40, 3.0),
    "riverside": Plan("One county that two programmes share, two years", (RIVERSIDE,), 730, 91, 80, 6.0),
    "short": Plan("Three counties, three programmes, one year", (RIVERSIDE, LEXINGTON), 365, 183, 12, 12.0),
}
"""A programme works in one state, and of the ten only the two Riversides work in the same county."""
