"""A request as it is shown to staff and to the parent whose it is."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from matching.api.callers import own_role
from matching.domain.requests import SupportRequest
from peerbridge.identity import Principal

__all__ = ["RequestView"]


class RequestView(BaseModel):
    """The request; `parent` is the id under which notification may be told the parent's name and addresses.

    `partner`: whom it was last suggested to; to the family itself only once they are matched.
    """

    model_config = ConfigDict(extra="ignore")

    request: UUID
    family: UUID
    case: UUID
    parent: UUID
    county: str
    asked_at: datetime
    urgency: int
    must_languages: tuple[str, ...]
    preferred_languages: tuple[str, ...]
    needs: tuple[str, ...]
    wishes: tuple[str, ...]
    culture: str | None
    ages: tuple[str, ...]
    contact_style: str | None
    contact_every: str | None
    format: str | None
    match_mode: str | None
    court_on: date | None
    tasks: tuple[str, ...]
    avoid: tuple[UUID, ...]
    household: tuple[UUID, ...]
    refused_partners: tuple[UUID, ...]
    state: str
    reason: str | None
    partner: UUID | None
    closed_at: datetime | None
    attention: str | None

    @classmethod
    def of(cls, request: SupportRequest, reader: Principal) -> "RequestView":
        """The view of a request, for this reader."""
        view = cls.model_validate(asdict(request))
        kept = own_role(reader) is None or request.state == "matched"
        return view if kept else view.model_copy(update={"partner": None})
