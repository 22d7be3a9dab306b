"""A family's wish for a partner. A family has at most one request that is open or matched."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from matching.domain.errors import CourtDayPassed, FamilyHasPartner, NotAtHome, OpenRequestExists, RequestOver

__all__ = [
    "Family",
    "RequestState",
    "SupportRequest",
    "WithdrawnReason",
    "check_court_day",
    "check_first",
    "check_people",
]

RequestState = Literal["open", "matched", "withdrawn", "ended"]
WithdrawnReason = Literal["case_closed", "family", "staff"]


@dataclass(frozen=True, slots=True)
class Family:
    """A parent and their case. Not `named`: nobody has said which parent, so there is one such family per case."""

    family: UUID
    case: UUID
    parent: UUID
    county: str
    named: bool
    shared_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SupportRequest:
    """What the family chose to say. `partner`: whom it was last suggested to, who may therefore see the request.

    `must_languages`: the partner must speak one of them; `avoid`: people the family must not meet; `household`:
    people it lives with; `refused_partners`: partners it said no to; without `match_mode` the programme's own holds
    (P53); `court_on`: the next day in court, which makes a request urgent when it comes near.
    """

    request: UUID
    family: UUID
    case: UUID
    parent: UUID
    county: str
    asked_at: datetime
    urgency: int = 0
    must_languages: tuple[str, ...] = ()
    preferred_languages: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    culture: str | None = None
    ages: tuple[str, ...] = ()
    contact_style: str | None = None
    contact_every: str | None = None
    format: str | None = None
    match_mode: str | None = None
    court_on: date | None = None
    tasks: tuple[str, ...] = ()
    avoid: tuple[UUID, ...] = ()
    household: tuple[UUID, ...] = ()
    refused_partners: tuple[UUID, ...] = ()
    state: RequestState = "open"
    reason: str | None = None
    partner: UUID | None = None
    closed_at: datetime | None = None
    attention: str | None = None
    shared_with: tuple[str, ...] = ()

    @property
    def is_going(self) -> bool:
        """Whether the family waits by it, or has a partner by it."""
        return self.state in ("open", "matched")

    def withdrawn(self, reason: WithdrawnReason, at: datetime) -> "SupportRequest":
        """The request taken back. Raises: RequestOver."""
        if self.state != "open":
            raise RequestOver(state=self.state)
        return replace(self, state="withdrawn", reason=reason, closed_at=at)

    def suggested(self, partner: UUID) -> "SupportRequest":
        """The request once a partner is suggested, who may see it from now on."""
        return replace(self, partner=partner)

    def matched(self) -> "SupportRequest":
        """The request once both sides agreed."""
        return replace(self, state="matched")

    def ended(self, reason: str, at: datetime) -> "SupportRequest":
        """The request once its match is over."""
        return replace(self, state="ended", reason=reason, closed_at=at)

    def listed(self, attention: str | None) -> "SupportRequest":
        """The request on the list of those a person should look at, and why; with None no longer."""
        return replace(self, attention=attention)

    def naming_also(self, other: "SupportRequest") -> "SupportRequest":
        """The request with everybody whom another one of the same parent names: not to meet, at home, refused."""
        return replace(
            self,
            avoid=tuple(dict.fromkeys(self.avoid + other.avoid)),
            household=tuple(dict.fromkeys(self.household + other.household)),
            refused_partners=tuple(dict.fromkeys(self.refused_partners + other.refused_partners)),
        )

    def again(self, request: UUID, at: datetime) -> "SupportRequest":
        """The same wish as a new request, for a gentle new match after one that ended."""
        return replace(
            self, request=request, asked_at=at, state="open", reason=None, partner=None, closed_at=None, attention=None
        )


def check_first(requests: Iterable[SupportRequest]) -> None:
    """Refuse a second request beside one of the same family that is open or matched. Raises.

    OpenRequestExists, FamilyHasPartner.
    """
    for each in requests:
        if each.state == "open":
            raise OpenRequestExists(request=each.request)
        if each.state == "matched":
            raise FamilyHasPartner(request=each.request)


def check_people(person: UUID | None, avoid: Iterable[UUID], household: Iterable[UUID]) -> None:
    """Refuse what a parent or partner cannot both mean: not to meet oneself, or somebody one lives with. Raises: NotAtHome."""
    both = set(avoid) & {*household, *([person] if person else ())}
    if both:
        raise NotAtHome(person=min(both))


def check_court_day(day: date | None, today: date) -> None:
    """Refuse a day in court that is over: it makes nothing urgent. Raises: CourtDayPassed."""
    if day is not None and day < today:
        raise CourtDayPassed(day=day)
