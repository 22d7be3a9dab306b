"""A partner as shown: the certification and how it stands."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from recruitment.domain.certification import Certification

__all__ = ["PartnerView"]


class PartnerView(BaseModel):
    """A partner's certification in one program. `state`: certified, suspended, lapsed or left."""

    person: UUID
    program: str
    application: UUID
    county: str
    state: str
    suspension: str | None
    valid_from: date
    valid_until: date
    roles: list[str]
    role_limits: list[str]
    capacity: int
    counties: list[str]
    training_due_on: date | None

    @classmethod
    def of(cls, certification: Certification) -> Self:
        """The certification as it is shown."""
        return cls(
            person=certification.person,
            program=certification.program,
            application=certification.application,
            county=certification.county,
            state=certification.shown_state,
            suspension=certification.suspension,
            valid_from=certification.valid_from,
            valid_until=certification.valid_until,
            roles=list(certification.roles),
            role_limits=list(certification.role_limits),
            capacity=certification.capacity,
            counties=list(certification.counties),
            training_due_on=certification.training_due_on,
        )
