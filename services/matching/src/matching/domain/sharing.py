"""A partner's rows are seen where the partner is counted and, under agreement, in the counties the partner serves."""

from collections.abc import Iterable

from matching.domain.profiles import Profile
from matching.domain.roster import RosterEntry

__all__ = ["places_open", "reach", "shared"]


MOST_PLACES = 100
"""Places are rows: more families than this at once is a slip of the keyboard, not a capacity."""


def reach(entries: Iterable[RosterEntry], profile: Profile | None, agreed: frozenset[str]) -> frozenset[str]:
    """All counties in which anything of this partner must be seen: homes and served ones, as far as agreements reach."""
    counties = {county for entry in entries for county in (entry.county, *entry.counties)}
    return frozenset(counties | ({profile.county, *agreed.intersection(profile.area)} if profile else set()))


def shared(counties: Iterable[str], county: str) -> tuple[str, ...]:
    """`counties` as a row counted in `county` names them."""
    return tuple(sorted(set(counties) - {county}))


def places_open(entry: RosterEntry, profile: Profile | None) -> int:
    """How many families the partner takes in this programme: its capacity, or fewer by own wish."""
    wish = profile.capacity_wish if profile else None
    return min(entry.capacity, MOST_PLACES if wish is None else wish, MOST_PLACES)
