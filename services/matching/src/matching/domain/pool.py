"""Who waits and who is there, as the rules see them: values loaded at one moment for one county."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from matching.domain.agreements import SHIPPED, PoolVersion
from matching.domain.profiles import Profile
from matching.domain.programs import Program
from matching.domain.proposals import Proposal
from matching.domain.requests import SupportRequest
from matching.domain.roster import RosterEntry

__all__ = ["Available", "No", "Pool", "Seeker"]

No = Literal["family_said_no", "partner_said_no", "coordinator_said_no", "ended_badly"]


@dataclass(frozen=True, slots=True)
class Seeker:
    """A waiting family: its request, the parents of its case, and partners with whom it is over for good."""

    request: SupportRequest
    case_people: frozenset[UUID]
    noes: Mapping[UUID, No]


@dataclass(frozen=True, slots=True)
class Available:
    """A partner in one programme, with the slots free in it and the families held over all programmes.

    `agreed`: counties that agreements open to this partner today.
    """

    entry: RosterEntry
    profile: Profile | None
    program: Program | None
    free: tuple[int, ...]
    places: int
    held: int
    agreed: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[UUID, str]:
        """Partner and programme."""
        return self.entry.partner, self.entry.program

    @property
    def area(self) -> frozenset[str]:
        """Counties the partner serves: certified for, or under an agreement that holds today."""
        wanted = frozenset(self.profile.area if self.profile else ())
        return frozenset(self.entry.counties) | (wanted & self.agreed)


@dataclass(frozen=True, slots=True)
class Pool:
    """All who wait in one county and all who may serve it, on one business day of that county.

    `movable`: request -> a proposal that nobody has seen; its family seeks again, and its place is free to others.
    """

    county: str
    zone: str
    now: datetime
    today: date
    seekers: tuple[Seeker, ...]
    available: tuple[Available, ...]
    rules: PoolVersion = SHIPPED
    movable: Mapping[UUID, Proposal] = field(default_factory=dict)
