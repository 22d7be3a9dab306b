"""Whether a case is closed is noted on the match that is about it; what follows is for people to decide."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.cases import CaseClosed, CaseClosureCorrected, CaseClosureWithdrawn, CaseOpened, CaseReopened
from supervision.storage import cases, relations
from supervision.storage.tables import CaseRow

__all__ = ["CaseFact", "note_cases"]

CaseFact = CaseOpened | CaseReopened | CaseClosed | CaseClosureCorrected | CaseClosureWithdrawn


async def note_cases(work: UnitOfWork, heard: Sequence[CaseFact]) -> None:
    """Keep each case's last closure, also for a match that is not known yet, and note it on the one that is."""
    known = await cases.lock(work, [said.case for said in heard])
    noted = [_noted(known.get(said.case), said) for said in heard]
    await cases.store(work, noted)
    closed_on: dict[UUID | None, date | None] = {each.case: each.closed_on for each in noted}
    concerned = await relations.of_cases(work, [each.case for each in noted])
    await relations.store(work, [replace(each, case_closed_on=closed_on[each.case]) for each in concerned])


def _noted(known: CaseRow | None, said: CaseFact) -> CaseRow:
    """The case after a fact about it: a withdrawn closure undoes only itself."""
    about = said.about
    row = CaseRow(case=said.case, county=about.county, shared_with=list(about.shared_with))
    if isinstance(said, CaseClosed | CaseClosureCorrected):
        row.closure, row.closed_on = said.closure, said.closed_on
    elif isinstance(said, CaseClosureWithdrawn) and known is not None and known.closure != said.closure:
        row.closure, row.closed_on = known.closure, known.closed_on
    return row
