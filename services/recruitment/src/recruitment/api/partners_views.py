"""A partner as shown: the certification and how it stands."""

from collections.abc import Mapping
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from peerbridge.database.work import UnitOfWork
from recruitment.domain.certification import Certification
from recruitment.domain.titles import Titles
from recruitment.storage import role_titles

__all__ = ["PartnerView", "shown"]


class PartnerView(BaseModel):
    """A partner's certification in one program. `state`: certified, suspended, lapsed or left.

    `role_title`: what the partner is called, `role_titles` in other languages (P64); `check_due_on`: the last day of a
    background check that suspends when it expires.
    """

    person: UUID
    program: str
    role_title: str
    role_titles: Mapping[str, str]
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
    check_due_on: date | None

    @classmethod
    def of(cls, certification: Certification, titles: Mapping[str, Titles]) -> Self:
        """The certification as it is shown; `titles`: by program."""
        called = titles.get(certification.program, Titles(certification.program))
        return cls(
            person=certification.person,
            program=certification.program,
            role_title=called.usual,
            role_titles=called.others,
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
            check_due_on=certification.check_due_on,
        )


async def shown(work: UnitOfWork, certification: Certification) -> PartnerView:
    """A partner as shown, with the program's words of today."""
    return PartnerView.of(certification, await role_titles.of_programs(work, [certification.program]))
