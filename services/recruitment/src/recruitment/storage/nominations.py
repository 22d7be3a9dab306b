"""Nominations in and out."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from peerbridge.database import rows
from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7
from recruitment.domain.candidates import Nominated
from recruitment.storage.candidate_tables import NominationRow

__all__ = ["Nomination", "add", "find", "of_people"]

OF_PEOPLE = filtered(
    """
SELECT DISTINCT ON (person, program) person, program, county, correlation FROM nominations
WHERE person = ANY ($1::uuid[]) AND {seen} ORDER BY person, program, id
""",
    seen=seen("nominations", "person"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """Who was named to which program, in which county, by which kind of referrer (P05)."""

    person: UUID
    program: str
    county: str
    referrer: str


async def find(work: UnitOfWork, wanted: Nomination) -> UUID | None:
    """The id of the same nomination made before."""
    same = (
        col(NominationRow.person) == wanted.person,
        col(NominationRow.program) == wanted.program,
        col(NominationRow.referrer) == wanted.referrer,
    )
    return (await work.session.exec(select(NominationRow.id).where(*same))).first()


async def add(work: UnitOfWork, nomination: Nomination) -> UUID:
    """Keep a nomination; its id."""
    row = NominationRow(
        id=uuid7(),
        person=nomination.person,
        program=nomination.program,
        county=nomination.county,
        referrer=nomination.referrer,
        correlation=uuid7(),
        nominated_at=work.business_now,
    )
    await rows.store(work, [row])
    return row.id


async def of_people(work: UnitOfWork, people: Iterable[UUID]) -> dict[UUID, dict[str, Nominated]]:
    """By person and program, the first visible nomination."""
    found: dict[UUID, dict[str, Nominated]] = {}
    for row in await (await work.raw()).fetch(OF_PEOPLE, list(people)):
        found.setdefault(row["person"], {})[row["program"]] = Nominated(
            row["program"], row["county"], row["correlation"]
        )
    return found
