"""What a partner brings and wishes: entered here by the partner or a coordinator, and kept nowhere else."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from matching.api.callers import READERS, check_own
from matching.api.profile_bodies import ProfileBody
from matching.domain.errors import AreaNotAgreed, CountyUnknown, NotAtHome, NotToMeetStill, PersonUnknown, RoleUnknown
from matching.domain.profiles import Profile
from matching.use_cases.give_profile import give_profile
from matching.use_cases.show_profile import Place, show_profile
from peerbridge.errors import NotVisible
from peerbridge.identity import COORDINATOR, PARTNER
from peerbridge.web import Api, Caller, Work, refusals

__all__ = ["router"]

router = Api(tags=["profiles"])


class LeaveView(BaseModel):
    """Leave as it was given."""

    begins: date
    until: date | None


class ProfileView(BaseModel):
    """A partner's profile as it stands; `given_at` is empty while nobody gave one."""

    partner: UUID
    county: str
    languages: tuple[str, ...]
    service_counties: tuple[str, ...]
    capacity_wish: int | None
    leave: LeaveView | None
    refuses_own_county: bool
    conflict_people: tuple[UUID, ...]
    household: tuple[UUID, ...]
    roles: tuple[str, ...]
    contact_styles: tuple[str, ...]
    formats: tuple[str, ...]
    experiences: tuple[str, ...]
    ages: tuple[str, ...]
    cultures: tuple[str, ...]
    given_at: datetime | None
    consented_at: datetime | None
    programs: tuple[Place, ...] = ()

    @classmethod
    def of(cls, profile: Profile, programs: tuple[Place, ...]) -> "ProfileView":
        """The profile as it is shown."""
        leave = LeaveView(begins=profile.leave_from, until=profile.leave_until) if profile.leave_from else None
        return cls(
            partner=profile.partner,
            county=profile.county,
            languages=profile.languages,
            service_counties=profile.area,
            capacity_wish=profile.capacity_wish,
            leave=leave,
            refuses_own_county=profile.refuses_own_county,
            conflict_people=profile.conflict_people,
            household=profile.household,
            roles=profile.roles,
            contact_styles=profile.contact_styles,
            formats=profile.formats,
            experiences=profile.experiences,
            ages=profile.ages,
            cultures=profile.cultures,
            given_at=profile.given_at,
            consented_at=profile.consented_at,
            programs=programs,
        )


@router.put(
    "/v1/partners/{person}/profile",
    roles=(COORDINATOR, PARTNER),
    responses=refusals(NotVisible, CountyUnknown, AreaNotAgreed, NotAtHome, NotToMeetStill, PersonUnknown, RoleUnknown),
)
async def put_profile(person: UUID, body: ProfileBody, caller: Caller, work: Work) -> ProfileView:
    """State the whole profile. It may come before the certification; partners give their own."""
    check_own(caller, person)
    given = await give_profile(
        work, body.profile(person), county=body.county, consent=body.consent, may_meet=body.may_meet_again
    )
    _, programs = await show_profile(work, person)
    return ProfileView.of(given, tuple(programs))


@router.get(
    "/v1/partners/{person}/profile",
    roles=(*READERS, PARTNER),
    responses=refusals(NotVisible),
)
async def get_profile(person: UUID, caller: Caller, work: Work) -> ProfileView:
    """The profile, and where the partner stands in each programme today."""
    check_own(caller, person)
    profile, programs = await show_profile(work, person)
    return ProfileView.of(profile or Profile(person, programs[0].county), tuple(programs))
