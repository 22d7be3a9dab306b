"""Who waits and who is there, as the rules see them: values loaded at one moment, of one county or of a whole state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from matching.domain.agreements import SHIPPED, PoolVersion
from matching.domain.profiles import Profile
from matching.domain.programs import Program
from matching.domain.requests import SupportRequest
from matching.domain.roster import RosterEntry

__all__ = ["Available", "Movable", "No", "Pool", "Seeker", "home_of"]

No = Literal["family_said_no", "partner_said_no", "coordinator_said_no", "ended_badly"]


@dataclass(frozen=True, slots=True)
class Seeker:
    """A waiting family: its request, the parents of its case, partners with whom it is over for good, its county's time zone.

    `resting`: partners who were proposed for this request lately, and one of the two sides never answered.
    """

    request: SupportRequest
    case_people: frozenset[UUID]
    noes: Mapping[UUID, No]
    zone: str = "Etc/UTC"
    resting: frozenset[UUID] = frozenset()

    def today(self, now: datetime) -> date:
        """The business day where the family lives."""
        return now.astimezone(ZoneInfo(self.zone)).date()


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
    def home(self) -> str:
        """Where the partner is counted."""
        return home_of(self.entry, self.profile)

    @property
    def own(self) -> frozenset[str]:
        """The partner's own county, as the profile and the programme each have it."""
        return frozenset({self.home, self.entry.county})

    @property
    def wished(self) -> int | None:
        """Families that the partner still wishes for, over all programmes; None where they said nothing of it."""
        wish = self.profile.capacity_wish if self.profile else None
        return None if wish is None else max(0, wish - self.held)

    @property
    def open(self) -> int:
        """Places that are free and that the partner wishes to fill."""
        return len(self.free) if self.wished is None else min(len(self.free), self.wished)

    @property
    def area(self) -> frozenset[str]:
        """Counties the partner serves: certified for, or under an agreement that holds today."""
        wanted = frozenset(self.profile.area if self.profile else ())
        return frozenset(self.entry.counties) | (wanted & self.agreed)

    @property
    def counties(self) -> frozenset[str]:
        """Counties of the area in which the partner may serve: the programme does, and the partner does not refuse the own one."""
        refused = self.own if self.profile and self.profile.refuses_own_county else frozenset[str]()
        return frozenset(county for county in self.area if not self.program or self.program.serves(county)) - refused


def home_of(entry: RosterEntry, profile: Profile | None) -> str:
    """Where the partner is counted."""
    return profile.county if profile else entry.county


@dataclass(frozen=True, slots=True)
class Movable:
    """A proposal that nobody has seen: whose it is, and the place it holds."""

    proposal: UUID
    request: UUID
    partner: UUID
    program: str

    @property
    def place(self) -> tuple[UUID, str]:
        """Partner and programme."""
        return self.partner, self.program


@dataclass(frozen=True, slots=True)
class Pool:
    """All who wait in a county, or in a whole state, and all who may serve there.

    `days`: today in its counties; two, where midnight has passed in one of its time zones and not in the other.
    `movable`: request -> a proposal that nobody has seen; its family seeks again, and its place is free to others.
    """

    now: datetime
    days: tuple[date, ...]
    seekers: tuple[Seeker, ...]
    available: tuple[Available, ...]
    rules: PoolVersion = SHIPPED
    movable: Mapping[UUID, Movable] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The business day where the sun rose last."""
        return self.days[0]

    def waits(self, seeker: Seeker) -> bool:
        """Whether the family has no proposal, not even one that nobody has seen."""
        return seeker.request.request not in self.movable
