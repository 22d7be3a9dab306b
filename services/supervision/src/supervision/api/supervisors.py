"""The register of supervisors."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from peerbridge.errors import BeyondCounties, NotVisible
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.web.api import Api, refusals
from peerbridge.web.body import Body
from peerbridge.web.exchange import Work
from supervision.api.parameters import After, County, CountyCode, Limit
from supervision.domain.register import Register, Supervisor
from supervision.storage import supervisors
from supervision.use_cases.register_supervisor import register_supervisor

__all__ = ["router"]

router = Api(tags=["supervisors"])
READERS = (SUPERVISOR, COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER)


class SupervisorBody(Body):
    """A supervisor: counties, the most partners, and an absence (both days included) with who stands in.

    `lived_experience`: whether they have their own, which some programs require (P44); left out, it stays as it is.
    """

    counties: Annotated[list[CountyCode], Field(min_length=1, max_length=300)]
    span: Annotated[int, Field(ge=0, le=1000)]
    absent_from: date | None = None
    absent_until: date | None = None
    delegate: UUID | None = None
    lived_experience: bool | None = None

    @model_validator(mode="after")
    def _absence(self) -> "SupervisorBody":
        if self.absent_until and (self.absent_from is None or self.absent_until < self.absent_from):
            raise ValueError("absent_until needs an absent_from that is not later")
        return self

    def supervisor(self, person: UUID) -> Supervisor:
        """As the domain knows it."""
        counties = tuple(dict.fromkeys(self.counties))
        delegate = self.delegate if self.delegate != person else None
        return Supervisor(person, counties, self.span, self.absent_from, self.absent_until, delegate)


class SupervisorView(BaseModel):
    """A supervisor as the register has them; `partners`: how many they have now, in all counties."""

    supervisor: UUID
    counties: list[str]
    span: int
    partners: int
    absent_from: date | None
    absent_until: date | None
    delegate: UUID | None
    lived_experience: bool

    @classmethod
    def of(cls, register: Register, person: UUID) -> "SupervisorView":
        """The view of one supervisor of a register."""
        each = register.supervisors[person]
        return cls(
            supervisor=person,
            counties=sorted(each.counties),
            span=each.span,
            partners=register.load(person),
            absent_from=each.absent_from,
            absent_until=each.absent_until,
            delegate=each.delegate,
            lived_experience=each.lived_experience,
        )


class Supervisors(BaseModel):
    """One page, by id."""

    supervisors: list[SupervisorView]


@router.put(
    "/v1/supervisors/{person}", roles=(COORDINATOR, PROGRAM_ADMIN, SUPERVISOR), responses=refusals(BeyondCounties)
)
async def enter(person: UUID, body: SupervisorBody, work: Work) -> SupervisorView:
    """Enter or change a supervisor. Coordinators of the counties do; supervisors may note their own absence."""
    known = await register_supervisor(work, body.supervisor(person), lived_experience=body.lived_experience)
    return SupervisorView.of(known, person)


@router.get("/v1/supervisors", roles=READERS)
async def register(work: Work, county: County = None, limit: Limit = 100, after: After = None) -> Supervisors:
    """The visible register."""
    found = await supervisors.listed(work, county=county, limit=limit, after=after)
    for each in sorted({known.counties[0] for known in found.supervisors.values()}):
        here = [person for person, known in found.supervisors.items() if known.counties[0] == each]
        work.audit(action="read", what="supervisors", county=each, concerns=here)
    return Supervisors(supervisors=[SupervisorView.of(found, person) for person in sorted(found.supervisors)])


@router.get("/v1/supervisors/{person}", roles=READERS)
async def one(person: UUID, work: Work) -> SupervisorView:
    """One supervisor."""
    found = await supervisors.load(work, person)
    if found is None:
        raise NotVisible
    return SupervisorView.of(await supervisors.register(work, found.counties), person)
