"""Whose rows a transaction may see. Empty means none: there is no scope that means all counties."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

__all__ = ["NOTHING", "Scope"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Counties (five-digit FIPS), or one person's own rows; `platform` adds failed records of unknown county."""

    counties: tuple[str, ...] = ()
    person: UUID | None = None
    platform: bool = False

    @staticmethod
    def of(counties: Iterable[str]) -> "Scope":
        """The scope of exactly these counties; blanks are dropped, so that nothing can never read as everything."""
        return Scope(tuple(sorted({county for county in counties if county})))

    def chosen(self, county: str | None) -> tuple[str, ...]:
        """The counties that a list is asked for: all of this scope, or the one named, if it is among them."""
        return tuple(each for each in self.counties if county in (None, each))

    def settings(self) -> tuple[str, str, str]:
        """The values of `peerbridge.counties`, `peerbridge.person` and `peerbridge.platform` that policies read."""
        return ",".join(self.counties), str(self.person or ""), "on" if self.platform else ""


NOTHING = Scope()
