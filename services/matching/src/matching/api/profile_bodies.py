"""What may be said in a profile: codes and ids, and traits with consent only."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, Self, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from matching.domain.profiles import Profile
from matching.domain.words import Age, ContactStyle, Culture, Experience, Format
from peerbridge.events.fields import County, Language, SlugId
from peerbridge.programs.states import STATE_FIPS
from peerbridge.web import Body

__all__ = ["Leave", "ProfileBody", "unique"]

Item = TypeVar("Item")
MANY = Field(default=(), max_length=50)
STATES: Final = frozenset(STATE_FIPS.values())


def in_a_state(county: str) -> str:
    """Refuse five digits that are no county's: nobody would look there, and a matcher would be kept for a state that there is not."""
    if county[:2] not in STATES:
        raise PydanticCustomError("no_such_county", "No state's counties begin with these digits (FIPS).")
    return county


Home = Annotated[County, AfterValidator(in_a_state)]


def unique(items: Iterable[Item]) -> tuple[Item, ...]:
    """The same without repetitions, in the order given."""
    return tuple(dict.fromkeys(items))


class Leave(Body):
    """Both days are days of leave; without `until` it has no end yet."""

    begins: Annotated[date, Field(alias="from")]
    until: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until < self.begins:
            raise PydanticCustomError("leave_ends_before_it_begins", "Leave ends on or after the day it begins.")
        return self


class ProfileBody(Body):
    """The whole profile. What a partner has lived through is stored only with `consent`."""

    county: Home | None = Field(default=None, description="where the partner is counted; needed before certification")
    languages: tuple[Language, ...] = Field(default=(), max_length=24)
    service_counties: tuple[Home, ...] = Field(
        default=(), max_length=300, description="counties beyond the certified ones, under an agreement"
    )
    capacity_wish: int | None = Field(default=None, ge=0, le=100, description="families at most, over all programmes")
    leave: Leave | None = None
    refuses_own_county: bool = False
    conflict_people: tuple[UUID, ...] = MANY
    may_meet_again: Annotated[
        tuple[UUID, ...],
        Field(
            max_length=50, description="whom a coordinator takes off the people not to meet; nobody else is taken off"
        ),
    ] = ()
    household: tuple[UUID, ...] = MANY
    roles: Annotated[
        tuple[SlugId, ...],
        Field(max_length=50, description="those of the certified roles that the partner takes; none named: all (P60)"),
    ] = ()
    contact_styles: tuple[ContactStyle, ...] = MANY
    formats: tuple[Format, ...] = MANY
    consent: bool = False
    experiences: tuple[Experience, ...] = MANY
    ages: tuple[Age, ...] = MANY
    cultures: tuple[Culture, ...] = MANY

    @model_validator(mode="after")
    def _traits_need_consent(self) -> Self:
        if not self.consent and (self.experiences or self.ages or self.cultures):
            raise PydanticCustomError(
                "consent_missing", "Experiences, ages and cultures need the consent of the partner."
            )
        return self

    def profile(self, partner: UUID) -> Profile:
        """The profile of this partner as it was given."""
        return Profile(
            partner=partner,
            county=self.county or "",
            languages=unique(self.languages),
            area=unique(self.service_counties),
            capacity_wish=self.capacity_wish,
            leave_from=self.leave.begins if self.leave else None,
            leave_until=self.leave.until if self.leave else None,
            refuses_own_county=self.refuses_own_county,
            conflict_people=unique(self.conflict_people),
            household=unique(self.household),
            roles=unique(self.roles),
            contact_styles=unique(self.contact_styles),
            formats=unique(self.formats),
            experiences=unique(self.experiences),
            ages=unique(self.ages),
            cultures=unique(self.cultures),
        )
