"""What programmes and counties are called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

__all__ = ["County", "Places", "Program"]


@dataclass(frozen=True, slots=True)
class Program:
    """A programme: its id, what it calls itself, its state, the counties it serves; what its partners are called, by language."""

    program: str
    title: str
    state: str
    counties: set[str]
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class County:
    """A county: FIPS, name, state, IANA zone."""

    fips: str
    name: str
    state: str
    zone: str


@dataclass(frozen=True, slots=True)
class Places:
    """All programmes by id, all counties by FIPS code."""

    programs: Mapping[str, Program]
    counties: Mapping[str, County]

    def county(self, fips: str) -> str:
        """`Polk, IA`, or the code where no programme has named it."""
        known = self.counties.get(fips)
        return f"{known.name}, {known.state}" if known else fips

    def program(self, program: str) -> str:
        """What a programme calls itself, or its id."""
        known = self.programs.get(program)
        return known.title if known else program

    def role_title(self, program: str, language: str) -> str | None:
        """What a programme calls its partners in a language; None where it is not known (P64)."""
        known = self.programs.get(program)
        return known.titles.get(language) if known else None

    def zone(self, fips: str) -> tzinfo:
        """The zone in which a county's times are shown; UTC where it is not known."""
        known = self.counties.get(fips)
        return ZoneInfo(known.zone) if known else UTC

    def served(self, program: str) -> frozenset[str]:
        """The counties a programme serves; none where it is not known."""
        known = self.programs.get(program)
        return frozenset(known.counties) if known else frozenset()
