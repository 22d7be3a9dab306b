"""A waiting family and a partner as the matcher sees them: ids, a county, codes, places. No names, no text.

A code is a kind and a value (`("language", "es")`); what codes mean is the service's own affair.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

__all__ = ["Code", "Family", "Partner", "Place", "Wants"]

Code = tuple[str, str]
Place = tuple[UUID, str]
"""A partner's place in a programme: what has places of its own. The same person may be in several programmes."""

Wants = Mapping[str, Collection[Code]]
"""What counts for points: by term, the codes asked. A term that is absent or empty asks nothing and gives its points whole."""


@dataclass(frozen=True, slots=True)
class Family:
    """A request that waits. The partner must bring all of `all_of`, one of `any_of` (if any are named), none of `none_of`.

    `barred`: persons it must not be matched with, whatever the reason (conflict, same case, a no from either side).
    `priority`: its points before others (`weights.priorities`).
    """

    key: UUID
    county: str
    priority: int = 0
    any_of: Collection[Code] = ()
    all_of: Collection[Code] = ()
    none_of: Collection[Code] = ()
    wants: Wants = field(default_factory=dict)
    barred: Collection[UUID] = ()


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner in a programme who may serve today: standing, leave and profile were looked at before.

    `places`: free ones, already within the partner's own wish over all programmes. `points`: what the partner adds to every
    pair (headroom). `counties`: where the partner serves, without the own one where the partner asked so.
    """

    person: UUID
    program: str
    home: str
    counties: Collection[str]
    places: int
    brings: Collection[Code] = ()
    points: int = 0

    @property
    def key(self) -> Place:
        """Person and programme."""
        return self.person, self.program
