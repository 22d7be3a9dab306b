"""`POST /v1/nominations`: somebody names a candidate (P05, P06). The kind of referrer stays here; it does not travel."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from peerbridge.events.fields import SlugId, SourceId
from peerbridge.events.policy_selection import Referrer
from peerbridge.identity import ATTORNEY, CASEWORKER, COORDINATOR, PROGRAM_ADMIN, SUPERVISOR
from peerbridge.web.api import Api, refusals
from peerbridge.web.body import Body
from peerbridge.web.exchange import Work
from recruitment.api.candidates import CandidateView
from recruitment.domain.errors import (
    CountyNotYours,
    NobodyNamed,
    OptedOut,
    ProgramNotHere,
    ProgramUnknown,
    ReferrerNotAllowed,
)
from recruitment.use_cases.nominate import Named, nominate

__all__ = ["router"]

router = Api(tags=["candidates"])
ROLES: Final = (CASEWORKER, ATTORNEY, COORDINATOR, SUPERVISOR, PROGRAM_ADMIN)


class NominationBody(Body):
    """Who is named (our id, or a source's own), to which programme, in which county, by which kind of referrer."""

    program: SlugId
    county: Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
    referrer: Referrer
    person: UUID | None = None
    source: SourceId | None = None
    source_person: SourceId | None = None

    @property
    def named(self) -> Named:
        """Who is named. Raises: NobodyNamed."""
        if self.person is not None and self.source is None and self.source_person is None:
            return self.person
        if self.person is None and self.source is not None and self.source_person is not None:
            return self.source, self.source_person
        raise NobodyNamed


class NominationView(BaseModel):
    """The nomination, and how the person stands with the programme; empty while another county has to be asked first."""

    nomination: UUID
    person: UUID
    candidate: CandidateView | None


@router.post(
    "/v1/nominations",
    roles=ROLES,
    status_code=201,
    responses=refusals(NobodyNamed, CountyNotYours, ProgramUnknown, ProgramNotHere, ReferrerNotAllowed, OptedOut),
)
async def name_candidate(body: NominationBody, work: Work) -> NominationView:
    """Name a candidate. While a case of theirs is open, it waits for the closure."""
    nomination, person, candidate = await nominate(
        work, body.named, program=body.program, county=body.county, referrer=body.referrer
    )
    return NominationView(
        nomination=nomination, person=person, candidate=CandidateView.of(candidate) if candidate else None
    )
