"""The people directory: who goes by an id, and how a message reaches them."""

from datetime import time
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from notification.api.parameters import CountyCode
from notification.domain.errors import CountyIsForStaff, DataDestroyed, ZoneUnknown
from notification.domain.person import Person
from notification.storage import people
from notification.use_cases.choose_channels import choose_channels
from notification.use_cases.enter_person import enter_person, zone_of
from peerbridge.errors import NotVisible
from peerbridge.identity import (
    ATTORNEY,
    CANDIDATE,
    CASEWORKER,
    COORDINATOR,
    PARENT,
    PARTNER,
    PROGRAM_ADMIN,
    STATE_OFFICER,
    SUPERVISOR,
)
from peerbridge.web.api import Api, refusals
from peerbridge.web.body import Body
from peerbridge.web.exchange import Work

__all__ = ["READERS", "router"]

router = Api(tags=["people"])
THEMSELVES = (PARENT, CANDIDATE, PARTNER)
ENTERS = (CASEWORKER, COORDINATOR, *THEMSELVES)
READERS = (CASEWORKER, COORDINATOR, SUPERVISOR, *THEMSELVES)
NAMES = (*READERS, ATTORNEY, PROGRAM_ADMIN, STATE_OFFICER)

LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = rf"^[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@(?:{LABEL}\.)+{LABEL}$"
Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$"
    ),
]
Email = Annotated[str, StringConstraints(max_length=254, pattern=ADDRESS)]
Phone = Annotated[str, StringConstraints(max_length=40, pattern=r"^\+?[0-9][0-9 ().-]{2,38}$")]
OfDay = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Channel = Literal["email"]


def known_zone(name: str) -> str:
    """The name of an IANA time zone."""
    if name not in available_timezones():
        raise ValueError("is no IANA time zone")
    return name


Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(known_zone)]


class QuietHours(BaseModel):
    """Hours of the day, in the person's time zone, in which no message is sent; over midnight where `from` is later."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    begins: OfDay = Field(alias="from")
    until: OfDay


class PersonBody(Body):
    """A person. Without `time_zone` it is the county's."""

    name: Name
    email: Email | None = None
    phone: Phone | None = None
    language: Literal["en", "es"] = "en"
    time_zone: Zone | None = None
    county: CountyCode
    quiet_hours: QuietHours | None = None

    def person(self, person: UUID, zone: str) -> Person:
        """As the domain knows them."""
        quiet = self.quiet_hours
        return Person(
            person=person,
            county=self.county,
            name=self.name,
            email=self.email,
            phone=self.phone,
            language=self.language,
            time_zone=zone,
            quiet_from=time.fromisoformat(quiet.begins) if quiet else None,
            quiet_until=time.fromisoformat(quiet.until) if quiet else None,
        )


class PersonView(BaseModel):
    """A person as entered, with the channels they opted out of."""

    person: UUID
    name: str
    email: str | None
    phone: str | None
    language: Literal["en", "es"]
    time_zone: str
    county: str
    quiet_hours: QuietHours | None
    opted_out: list[Channel]

    @classmethod
    def of(cls, person: Person, opted_out: list[str]) -> "PersonView":
        """The view of a person."""
        told = {name: getattr(person, name) for name in cls.model_fields.keys() - {"quiet_hours", "opted_out"}}
        quiet = None
        if person.quiet_from is not None and person.quiet_until is not None:
            quiet = {"from": person.quiet_from.isoformat("minutes"), "until": person.quiet_until.isoformat("minutes")}
        return cls.model_validate({**told, "quiet_hours": quiet, "opted_out": opted_out})


class Wanted(Body):
    """Up to 200 ids of people."""

    people: Annotated[list[UUID], Field(max_length=200)]


class Names(BaseModel):
    """The display name of each who is in the directory and visible to the reader."""

    names: dict[UUID, str]


class OptOuts(Body):
    """The channels on which the person wants no messages."""

    channels: Annotated[list[Channel], Field(max_length=10)]


@router.put("/v1/people/{person}", roles=ENTERS, responses=refusals(CountyIsForStaff, DataDestroyed, ZoneUnknown))
async def enter(person: UUID, body: PersonBody, work: Work) -> PersonView:
    """Enter or change a person. Staff of the county do, and the person themself."""
    entered = await enter_person(work, body.person(person, await zone_of(work, body.county, body.time_zone)))
    opted_out = await people.opted_out(work, [person])
    return PersonView.of(entered, sorted(channel for _, channel in opted_out))


@router.get("/v1/people/{person}", roles=READERS)
async def one(person: UUID, work: Work) -> PersonView:
    """One person; the reading is audited."""
    found = (await people.load(work, [person])).get(person)
    if found is None:
        raise NotVisible
    work.audit(action="read", what="person", subject=person, county=found.county)
    opted_out = await people.opted_out(work, [person])
    return PersonView.of(found, sorted(channel for _, channel in opted_out))


@router.post("/v1/people/lookups", roles=NAMES)
async def look_up(body: Wanted, work: Work) -> Names:
    """Display names, under the reader's own scope; each reading is audited."""
    found = await people.load(work, body.people)
    for each in found.values():
        work.audit(action="read", what="name", subject=each.person, county=each.county)
    return Names(names={each.person: each.name for each in found.values()})


@router.put("/v1/people/{person}/opt-outs", roles=ENTERS)
async def choose(person: UUID, body: OptOuts, work: Work) -> OptOuts:
    """Say on which channels a person wants no messages; effective from the next hand-over on."""
    return OptOuts.model_validate({"channels": await choose_channels(work, person, set(body.channels))})
