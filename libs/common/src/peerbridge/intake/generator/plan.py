"""What a generated file shall hold. Everything in it follows from these values and nothing else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

__all__ = ["Plan"]

_FIPS: Final = re.compile(r"\d{5}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`counties`: FIPS of one state, drawn evenly. `years` of removals up to `until`. `mistakes`: kind -> how many.

    Raises: ValueError, for a plan that cannot be written; the message says why.
    """

    children: int
    counties: tuple[str, ...]
    years: int = 5
    until: date = date(2025, 12, 31)
    seed: int = 1
    source: str = "demo-cwis"
    mistakes: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what cannot be written."""
        if self.children < 0 or self.years < 1 or any(count < 0 for count in self.mistakes.values()):
            raise ValueError("Children and mistakes are counts, years at least 1.")
        if sum(self.mistakes.values()) > self.children:
            raise ValueError("There are more mistakes than children; each child carries at most one.")
        if not self.counties or not all(map(_FIPS.fullmatch, self.counties)):
            raise ValueError("Counties are five-digit FIPS codes, at least one.")
        if len({county[:2] for county in self.counties}) != 1:
            raise ValueError("All counties of one file are of one state: an AFCARS file has one agency.")

    @property
    def state(self) -> str:
        """The agency's two digits (E1)."""
        return self.counties[0][:2]

    @property
    def since(self) -> date:
        """The first day on which a removal may begin."""
        return self.until.replace(year=self.until.year - self.years, day=min(self.until.day, 28))
