"""Tokens for programs: tests, the simulator and `peerbridge token` ask for exactly the roles and counties they play."""

from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from peerbridge_issuer.people import PERSON_ROLES
from peerbridge_issuer.routes import state_of

__all__ = ["router"]

router = APIRouter()
A_DAY: Final = 1440

Role = Literal[
    "parent",
    "candidate",
    "partner",
    "caseworker",
    "attorney",
    "coordinator",
    "supervisor",
    "program_admin",
    "state_officer",
    "platform_operator",
]
County = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
Subject = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")]


class Wanted(BaseModel):
    """Roles with counties, or a person's own role with a person."""

    model_config = ConfigDict(extra="forbid")

    roles: list[Role] = Field(min_length=1)
    counties: list[County] = Field(default=[], max_length=1000)
    person: UUID | None = None
    minutes: int = Field(default=60, ge=1, le=A_DAY)
    subject: Subject | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> "Wanted":
        own = PERSON_ROLES.intersection(self.roles)
        fits = own.issuperset(self.roles) and not self.counties if own else True
        if not fits or bool(own) != (self.person is not None):
            raise PydanticCustomError(
                "counties_or_person", "staff roles take counties, a person's own role takes a person"
            )
        return self


@router.post("/demo/token")
async def demo_token(request: Request, wanted: Wanted) -> dict[str, str | int]:
    """An access token of these roles, for `minutes`."""
    subject = wanted.subject or f"demo:{'+'.join(wanted.roles)}"
    made = state_of(request).tokens.access(
        subject, tuple(wanted.roles), tuple(wanted.counties), minutes=wanted.minutes, person=wanted.person
    )
    return {"access_token": made, "token_type": "Bearer", "expires_in": wanted.minutes * 60}
