"""Most families first: a family left over gets a place where others can move to another partner who suits them too.

The families who can be served together form a matroid, so this serves as many as any choice could (MATCHING, 4.1): the count is the
maximum flow. A search that fails is never repeated, which keeps all searches together within the number of pairs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from matching.domain.pool import Available

__all__ = ["Key", "Seats", "served_by"]

Key = tuple[UUID, str]


class Seats:
    """Who sits where: families with partners in programmes, within free places and the partners' own wishes."""

    def __init__(self, partners: Iterable[Available]) -> None:
        self.room = {each.key: len(each.free) for each in partners}
        self.wish = {each.key[0]: _wish(each) for each in partners}
        self.families: dict[UUID, set[UUID]] = defaultdict(set)
        self.at: dict[UUID, Key] = {}

    def has_room(self, key: Key) -> bool:
        """Whether one more family finds a place here."""
        return self.taken(key) < self.room[key] and len(self.families[key[0]]) < self.wish[key[0]]

    def sit(self, family: UUID, key: Key) -> None:
        """Give a family this place."""
        self.rise(family)
        self.at[family] = key
        self.families[key[0]].add(family)

    def rise(self, family: UUID) -> None:
        """Take a family's place back, if it has one."""
        key = self.at.pop(family, None)
        if key is not None:
            self.families[key[0]].discard(family)

    def taken(self, key: Key) -> int:
        """Families who sit here."""
        return sum(self.at[family] == key for family in self.families[key[0]])


def served_by(ways: Mapping[UUID, Sequence[Key]], seats: Seats, order: Iterable[UUID]) -> dict[UUID, Key]:
    """Family -> place, for as many families as can be; `ways`: where each could sit, best first; `order`: who is tried first."""
    dead: set[Key] = set()
    for family in order:
        if family not in seats.at:
            seen: set[Key] = set()
            if not _seated(family, ways, seats, seen | dead, seen):
                dead |= seen
    return seats.at


def _seated(family: UUID, ways: Mapping[UUID, Sequence[Key]], seats: Seats, closed: set[Key], seen: set[Key]) -> bool:
    """Whether the family found a place, others moving along a path of places, breadth first."""
    came: dict[Key, tuple[UUID, Key | None]] = {}
    queue: list[tuple[UUID, Key | None]] = [(family, None)]
    for who, freed in queue:
        for key in ways.get(who, ()):
            if key in closed or key in came:
                continue
            came[key] = (who, freed)
            if seats.has_room(key):
                _move(key, came, seats)
                return True
            queue += [(each, key) for each in sorted(seats.families[key[0]]) if _frees(each, key, seats)]
    seen |= came.keys()
    return False


def _frees(family: UUID, key: Key, seats: Seats) -> bool:
    """Whether this family's going would make room here: it sits here, or only the partner's wish is in the way."""
    return seats.at[family] == key or seats.taken(key) < seats.room[key]


def _move(key: Key | None, came: Mapping[Key, tuple[UUID, Key | None]], seats: Seats) -> None:
    """Seat the families along the path that ends at a free place."""
    while key is not None:
        family, before = came[key]
        seats.sit(family, key)
        key = before


def _wish(partner: Available) -> int:
    """Families that the partner still wishes for, over all programmes."""
    wish = partner.profile.capacity_wish if partner.profile else None
    return len(partner.free) + 10_000 if wish is None else max(0, wish - partner.held)
