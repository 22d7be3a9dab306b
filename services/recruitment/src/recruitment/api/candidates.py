"""The pool: who waits, who may be asked, who opted out. A person may see their own standing, and opt out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BadRequest, NotVisible
from peerbridge.events.fields import SlugId
from peerbridge.identity import (
    CANDIDATE,
    CASEWORKER,
    COORDINATOR,
    PARENT,
    PARTNER,
    PROGRAM_ADMIN,
    STATE_OFFICER,
    SUPERVISOR,
)
from peerbridge.web.api import Api
from peerbridge.web.exchange import Work
from recruitment.api.pages import BEGINNING, CountyFilter, Limit
from recruitment.domain.candidates import Candidate, State
from recruitment.storage import candidates
from recruitment.use_cases.opt_out import opt_out

__all__ = ["CandidateView", "router"]

router = Api(tags=["candidates"])
STAFF: Final = (CASEWORKER, COORDINATOR, SUPERVISOR, PROGRAM_ADMIN, STATE_OFFICER)
THEMSELVES: Final = (PARENT, CANDIDATE, PARTNER)


class CandidateView(BaseModel):
    """A person's standing with one programme. `due_on`: when the wait is over; `in_pool`: they may be asked to apply.

    `identified`: by the closed `case`; `nominated`: somebody named them. `applied`: an application or partnership goes on.
    """

    person: UUID
    program: str
    county: str
    state: State
    in_pool: bool
    identified: bool
    nominated: bool
    applied: bool
    case: UUID | None
    due_on: date | None
    since: datetime

    @classmethod
    def of(cls, candidate: Candidate) -> "CandidateView":
        """From a standing."""
        return cls.model_validate(candidate, from_attributes=True)


class CandidatesView(BaseModel):
    """Standings in the order of first being heard of; `next`, where there may be more, is what to ask `after`."""

    items: list[CandidateView]
    next: str | None = None


class PersonView(BaseModel):
    """One person's standings, by programme."""

    person: UUID
    programs: list[CandidateView]


@router.get("/v1/candidates", roles=STAFF)
async def list_candidates(
    *,
    work: Work,
    county: CountyFilter = None,
    state: State | None = None,
    applied: bool | None = None,
    program: Annotated[SlugId | None, Query()] = None,
    after: Annotated[str, Query(max_length=120, description="`next` of the page before")] = "",
    limit: Limit = 100,
) -> CandidatesView:
    """Candidates of the caller's counties."""
    found = await candidates.listed(
        work,
        counties=[county] if county else list(work.scope.counties),
        state=state.value if state else None,
        applied=applied,
        program=program,
        after=_place(after),
        limit=limit,
    )
    for each in found:
        work.audit(action="read", what="candidate", subject=each.person, county=each.county)
    last = f"{found[-1].person}/{found[-1].program}" if len(found) == limit else None
    return CandidatesView(items=[CandidateView.of(each) for each in found], next=last)


@router.get("/v1/candidates/{person}", roles=(*STAFF, *THEMSELVES))
async def read_candidate(person: UUID, work: Work) -> PersonView:
    """One person's standings that the caller may see."""
    found = await candidates.of_person(work, person)
    for each in found[:1]:
        work.audit(action="read", what="candidate", subject=person, county=each.county)
    return _of_person(person, found)


@router.post("/v1/candidates/{person}/opt-out", roles=(COORDINATOR, *THEMSELVES))
async def leave_for_good(person: UUID, work: Work) -> PersonView:
    """The person wants to hear nothing more, from any programme, for good."""
    _check_self(work, person)
    return _of_person(person, await opt_out(work, person))


def _check_self(work: UnitOfWork, person: UUID) -> None:
    """Who comes as a person comes for themselves. Raises: NotVisible."""
    if work.scope.person not in (None, person):
        raise NotVisible


def _of_person(person: UUID, found: Sequence[Candidate]) -> PersonView:
    if not found:
        raise NotVisible
    return PersonView(person=person, programs=[CandidateView.of(each) for each in found])


def _place(after: str) -> tuple[UUID, str]:
    """Person and programme of the last one seen. Raises: BadRequest."""
    if not after:
        return BEGINNING, ""
    person, _, program = after.partition("/")
    try:
        return UUID(person), program
    except ValueError:
        raise BadRequest(reason="after is what an earlier page gave as next") from None
