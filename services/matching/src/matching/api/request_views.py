"""A request as it is shown to staff and to the parent whose it is."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from matching.api.callers import own_role, reads_wishes
from matching.api.to_do import ToDo
from matching.domain.requests import SupportRequest
from peerbridge.identity import Principal

__all__ = ["RequestView"]

SAID: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "must_languages": (),
        "preferred_languages": (),
        "needs": (),
        "wishes": (),
        "culture": None,
        "ages": (),
        "contact_style": None,
        "contact_every": None,
        "format": None,
        "match_mode": None,
        "court_on": None,
        "tasks": (),
        "avoid": (),
        "household": (),
        "refused_partners": (),
    }
)
"""What a family says in a request, left empty."""


class RequestView(BaseModel):
    """The request; `parent` is the id under which notification may be told the parent's name and addresses.

    `partner`: whom it was last suggested to; to the family itself only once they are matched. `to_do`: why staff should look at it.
    An attorney, who may stand for the other parent of the case, reads that there is a request and not what the family said in it.
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
    to_do: ToDo | None = None

    @classmethod
    def of(cls, request: SupportRequest, reader: Principal) -> "RequestView":
        """The view of a request, for this reader."""
        view = cls.model_validate(asdict(request))
        if own_role(reader) is None:
            to_do = ToDo.of(request.attention) if request.attention else None
            return view.model_copy(update={"to_do": to_do, **({} if reads_wishes(reader) else SAID)})
        return view if request.state == "matched" else view.model_copy(update={"partner": None})
