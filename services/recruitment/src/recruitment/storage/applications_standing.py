"""What the pool says of people who apply; from then on the pool leaves them alone until the application is over."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlmodel import col, select, update

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from recruitment.domain.applications import Application, Standing
from recruitment.domain.candidates import State
from recruitment.storage.candidate_tables import CandidateRow
from recruitment.storage.people import Known
from recruitment.storage.tables import PersonRow

__all__ = ["faults_of", "going_on", "mark", "standing_of"]

OPTED_OUT: Final = "the person asked to hear nothing more"
NOT_KNOWN: Final = "the person was neither identified by a closed case nor nominated"
GOING_ON: Final = """
SELECT id, program FROM applications WHERE person = $1 AND state IN ('open', 'hired', 'certified') ORDER BY id
"""
FAULTS: Final[Mapping[str, str]] = {
    State.WAITING: "the case is still open, or its closing has not been reported",
    State.WITHDRAWN: "the case is open again, or did not close as it must have",
    State.OUTSIDE: NOT_KNOWN,
}


async def standing_of(work: UnitOfWork, locked: Sequence[Known], person: UUID, program: str) -> Standing:
    """How a person, whose lock is held, stands with a program. Raises: NotVisible (nobody the caller may know of)."""
    found = await work.session.exec(select(CandidateRow).where(col(CandidateRow.person) == person))
    known = {row.program: row for row in found}
    if not known:
        raise NotVisible
    row = known.get(program)
    county = (row or next(iter(known.values()))).county
    if any(each.opted_out for each in locked):
        return Standing(county, OPTED_OUT, opted_out=True)
    if row is None:
        return Standing(county, NOT_KNOWN)
    if row.state == State.WAITING and row.due_on is not None:
        return Standing(county, "the wait after the case closed is not over", by=row.due_on)
    return Standing(county, FAULTS.get(row.state))


async def mark(work: UnitOfWork, application: Application, *, applied: bool) -> None:
    """Tell the pool whether an application goes on."""
    row = update(CandidateRow).where(
        col(CandidateRow.person) == application.person, col(CandidateRow.program) == application.program
    )
    await work.session.exec(row.values(applied=applied))


async def going_on(work: UnitOfWork, person: UUID) -> list[tuple[UUID, str]]:
    """Applications of a person that are open, hired or certified, with their programs."""
    found = await (await work.raw()).fetch(GOING_ON, person)
    return [(row["id"], row["program"]) for row in found]


async def faults_of(work: UnitOfWork, several: Sequence[Application]) -> Mapping[UUID, str]:
    """Why applicants may not be taken further, by application: they opted out since."""
    people = {each.person for each in several}
    if not people:
        return {}
    statement = select(PersonRow.person).where(col(PersonRow.person).in_(people), col(PersonRow.opted_out))
    out = set((await work.session.exec(statement)).all())
    return {each.id: OPTED_OUT for each in several if each.person in out}
