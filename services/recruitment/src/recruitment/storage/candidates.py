"""Candidates in and out, in one statement each."""

from collections.abc import Iterable, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from peerbridge.database import rows
from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork
from recruitment.domain.candidates import Candidate, State
from recruitment.storage.candidate_tables import DUE as WAITS
from recruitment.storage.candidate_tables import CandidateRow

__all__ = ["due", "listed", "lock", "of_person", "store"]

SEEN = seen("candidates", "person")
LOCK = filtered(
    "SELECT * FROM candidates WHERE person = ANY ($1::uuid[]) AND {seen} ORDER BY person, program FOR UPDATE", seen=SEEN
)
OF_PERSON = filtered("SELECT * FROM candidates WHERE person = $1 AND {seen} ORDER BY program", seen=SEEN)
DUE = f"SELECT person FROM candidates WHERE county = $1 AND {WAITS} AND due_on <= $2 ORDER BY due_on LIMIT $3"  # noqa: S608 (a constant)
LISTED = filtered(
    """
SELECT * FROM candidates WHERE {seen} AND (person, program) > ($1, $2) AND ($3::text[] IS NULL OR county = ANY ($3))
AND ($4::text IS NULL OR state = $4) AND ($5::text IS NULL OR program = $5) AND ($6::bool IS NULL OR applied = $6)
ORDER BY person, program LIMIT $7
""",
    seen=SEEN,
)


async def lock(work: UnitOfWork, people: Iterable[UUID]) -> dict[UUID, dict[str, Candidate]]:
    """The visible standings of these persons, by person and program, locked."""
    found: dict[UUID, dict[str, Candidate]] = {}
    for row in await (await work.raw()).fetch(LOCK, list(people)):
        found.setdefault(row["person"], {})[row["program"]] = _candidate(row)
    return found


async def of_person(work: UnitOfWork, person: UUID) -> list[Candidate]:
    """The visible standings of one person, by program."""
    return [_candidate(row) for row in await (await work.raw()).fetch(OF_PERSON, person)]


async def due(work: UnitOfWork, county: str, today: date, limit: int) -> list[UUID]:
    """Persons of a county whose date has come, the longest due first."""
    return [row["person"] for row in await (await work.raw()).fetch(DUE, county, today, limit)]


async def listed(
    work: UnitOfWork,
    *,
    counties: Sequence[str] | None,
    state: str | None,
    applied: bool | None,
    program: str | None,
    after: tuple[UUID, str],
    limit: int,
) -> list[Candidate]:
    """Visible standings after a person and program, in that order, which is that of first being heard of."""
    found = await (await work.raw()).fetch(LISTED, *after, counties, state, program, applied, limit)
    return [_candidate(row) for row in found]


async def store(work: UnitOfWork, candidates: Sequence[Candidate]) -> None:
    """Keep these standings."""
    await rows.store(work, [_row(each) for each in candidates], into=CandidateRow)


def _candidate(row: Any) -> Candidate:
    return Candidate(
        person=row["person"],
        program=row["program"],
        county=row["county"],
        correlation=row["correlation"],
        since=row["since"],
        state=State(row["state"]),
        identified=row["identified"],
        nominated=row["nominated"],
        applied=row["applied"],
        case=row["case_id"],
        closure=row["closure"],
        basis=row["basis"],
        due_on=row["due_on"],
        moved_from=row["moved_from"],
    )


def _row(candidate: Candidate) -> SimpleNamespace:
    return SimpleNamespace(
        person=candidate.person,
        program=candidate.program,
        county=candidate.county,
        shared_with=(),
        correlation=candidate.correlation,
        since=candidate.since,
        state=candidate.state.value,
        identified=candidate.identified,
        nominated=candidate.nominated,
        applied=candidate.applied,
        case_id=candidate.case,
        closure=candidate.closure,
        basis=candidate.basis,
        due_on=candidate.due_on,
        moved_from=candidate.moved_from,
    )
