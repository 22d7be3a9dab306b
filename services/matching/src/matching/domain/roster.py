"""A partner's place in a programme, as a function of the facts heard, whichever came first.

Each fact is kept with its sequence (counted per partner), so an older one that arrives late changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from peerbridge.events.certification import (
    CertificationLapsed,
    Certified,
    PartnerLeft,
    PartnerReinstated,
    PartnerSuspended,
)

__all__ = ["RosterEntry", "RosterFact", "Standing", "after"]

Standing = Literal["certified", "not_certified", "lapsed", "suspended", "left"]
RosterFact = Certified | CertificationLapsed | PartnerSuspended | PartnerReinstated | PartnerLeft


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One partner in one programme. Without `valid_from` it is a stub.

    Something was heard, the certification not yet.
    """

    partner: UUID
    program: str
    county: str
    shared_with: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    roles: tuple[str, ...] = ()
    role_limits: tuple[str, ...] = ()
    capacity: int = 0
    counties: tuple[str, ...] = ()
    certified_sequence: int = 0
    lapsed_sequence: int = 0
    suspended_sequence: int = 0
    reinstated_sequence: int = 0
    left_sequence: int = 0

    @property
    def left(self) -> bool:
        """Gone, and not certified anew since."""
        return self.left_sequence > self.certified_sequence

    @property
    def suspended(self) -> bool:
        """Suspended, and neither reinstated nor gone since."""
        return self.suspended_sequence > max(self.reinstated_sequence, self.left_sequence)

    @property
    def lapsed(self) -> bool:
        """Lapsed, and not renewed since."""
        return self.lapsed_sequence > self.certified_sequence

    def standing(self, day: date) -> Standing:
        """Whether the partner may take a new family on `day`; both days of the validity are included (P31, P33)."""
        if self.left:
            return "left"
        if self.valid_from is None or self.valid_until is None or day < self.valid_from:
            return "not_certified"
        if self.lapsed or day > self.valid_until:
            return "lapsed"
        return "suspended" if self.suspended else "certified"


def after(entry: RosterEntry, fact: RosterFact) -> RosterEntry:
    """The entry once `fact` is known. An older fact than the one known of its kind changes nothing."""
    sequence = fact.about.sequence
    if isinstance(fact, Certified):
        return admitted(entry, fact, sequence) if sequence > entry.certified_sequence else entry
    name = SEQUENCES[type(fact)]
    return replace(entry, **{name: max(getattr(entry, name), sequence)})


def admitted(entry: RosterEntry, fact: Certified, sequence: int) -> RosterEntry:
    """The entry as a certification or its renewal says."""
    return replace(
        entry,
        county=fact.about.county,
        valid_from=fact.valid_from,
        valid_until=fact.valid_until,
        roles=fact.roles,
        role_limits=fact.role_limits,
        capacity=fact.capacity,
        counties=tuple(sorted(set(fact.counties))),
        certified_sequence=sequence,
    )


SEQUENCES: dict[type[RosterFact], str] = {
    CertificationLapsed: "lapsed_sequence",
    PartnerSuspended: "suspended_sequence",
    PartnerReinstated: "reinstated_sequence",
    PartnerLeft: "left_sequence",
}
