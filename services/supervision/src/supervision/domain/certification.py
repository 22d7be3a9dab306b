"""A partner's place in a program, as far as supervision must know it.

Whether in service, and since when sessions count.
"""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from peerbridge.events.certification import (
    CertificationLapsed,
    CertificationRenewed,
    PartnerCertified,
    PartnerLeft,
    PartnerReinstated,
    PartnerSuspended,
)

__all__ = ["Certification", "Changed", "heard"]

Granted = PartnerCertified | CertificationRenewed
Changed = Granted | CertificationLapsed | PartnerSuspended | PartnerReinstated | PartnerLeft

NOTED: dict[type, str] = {
    CertificationLapsed: "lapsed",
    PartnerSuspended: "suspended",
    PartnerReinstated: "valid",
    PartnerLeft: "left",
}


@dataclass(frozen=True, slots=True)
class Certification:
    """`state`: valid, suspended, lapsed or left. `planned`: its series of sessions have been begun."""

    partner: UUID
    program: str
    county: str
    shared_with: tuple[str, ...]
    anchor_on: date
    valid_until: date | None = None
    state: str = "valid"
    planned: bool = False

    @property
    def in_service(self) -> bool:
        """A suspended partner takes no new matches, but is still supported."""
        return self.valid_until is not None and self.state in ("valid", "suspended")


def heard(known: Certification | None, said: Changed) -> Certification:
    """The certification after a fact about it. Sessions count anew from a grant after a lapse or a leave."""
    about = said.about
    current = known or Certification(said.partner, said.program, about.county, about.shared_with, about.time.date())
    current = replace(current, county=about.county, shared_with=about.shared_with)
    if not isinstance(said, Granted):
        return replace(current, state=NOTED[type(said)])
    if current.in_service:
        return replace(current, valid_until=said.valid_until)
    return replace(current, state="valid", anchor_on=said.valid_from, valid_until=said.valid_until, planned=False)
