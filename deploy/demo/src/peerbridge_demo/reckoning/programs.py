"""What a programme asks, as its ProgramPublished says it: whom it may identify and when, and its trainings after the hire."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from peerbridge_demo.reckoning.told import Told

__all__ = ["Asks", "Programs", "months_after"]

EXITS: Final = {
    "reunified_only": {"reunification"},
    "any_success": {"reunification", "adoption", "guardianship"},
}
"""Which exits each policy takes for success (P03)."""


@dataclass(frozen=True)
class Asks:
    """One programme."""

    program: str
    wait_months: int
    exits: set[str]
    case_types: set[str]
    zones: dict[str, str]
    later_trainings: dict[str, int]
    """Training -> within how many months after the hire (P26)."""

    @classmethod
    def of(cls, policy: dict[str, Any]) -> "Asks":
        """From a published policy."""
        later = {t["training"]: t["within_months"] for t in policy["trainings"] if t.get("within_months") is not None}
        return cls(
            policy["program"],
            policy["wait_months"],
            EXITS[policy["exit_policy"]],
            set(policy["case_types"]),
            {each["county"]: each["zone"] for each in policy["counties"]},
            later,
        )

    def today(self, county: str, at: datetime) -> date:
        """The day in a county of the programme."""
        return at.astimezone(ZoneInfo(self.zones[county])).date()


@dataclass
class Programs:
    """All that were published: of each the newest version."""

    known: dict[str, Asks] = field(default_factory=dict)

    def hear(self, told: Told) -> None:
        """A policy was published."""
        self.known[told.data["program"]] = Asks.of(told.data["policy"])

    def serving(self, county: str) -> list[Asks]:
        """Those that work in a county."""
        return [asks for asks in self.known.values() if county in asks.zones]


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
