"""Cases, for those who hold their county: whether one is open, since when, and whose it is."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.events.fields import SourceId
from peerbridge.identity import ATTORNEY, CASEWORKER, COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.web.api import Api
from peerbridge.web.exchange import Work
from recruitment.domain.cases import Case
from recruitment.storage import case_index, cases

__all__ = ["CaseView", "router"]

router = Api(tags=["cases"])
ROLES: Final = (CASEWORKER, ATTORNEY, COORDINATOR, SUPERVISOR, PROGRAM_ADMIN, STATE_OFFICER)


class CaseView(BaseModel):
    """A case. `closed_on` is empty while it is open; `waiting`: nobody has said its county yet."""

    case: UUID
    county: str
    state: str
    opened_on: date | None
    closed_on: date | None
    case_type: str
    correlation: UUID
    parents: list[UUID]
    waiting: bool

    @classmethod
    def of(cls, case: Case) -> "CaseView":
        """From a case."""
        last = case.last_closure
        return cls(
            case=case.id,
            county=case.county,
            state="open" if case.open else "closed",
            opened_on=case.opened_on,
            closed_on=last.closed_on if last and not case.open else None,
            case_type=case.case_type,
            correlation=case.correlation,
            parents=list(case.parents),
            waiting=case.waiting,
        )


class CasesView(BaseModel):
    """The case of a source's number: one, or none that the caller may see."""

    items: list[CaseView]


@router.get("/v1/cases/{case}", roles=ROLES)
async def read_case(case: UUID, work: Work) -> CaseView:
    """One case by our id."""
    found = await _read(work, case)
    if found is None:
        raise NotVisible
    return found


@router.get("/v1/cases", roles=ROLES)
async def find_case(
    work: Work,
    source: Annotated[SourceId, Query(description="whose number it is")],
    source_case: Annotated[SourceId, Query(description="the source's own number")],
) -> CasesView:
    """A case by what its source calls it."""
    indexed = await case_index.find(work, case_index.case_digest(source, source_case))
    found = await _read(work, indexed.case) if indexed else None
    return CasesView(items=[found] if found else [])


async def _read(work: UnitOfWork, case: UUID) -> CaseView | None:
    found = (await cases.load(work, [case])).get(case)
    if found is None:
        return None
    work.audit(action="read", what="case", subject=case, county=found.county)
    return CaseView.of(found)
