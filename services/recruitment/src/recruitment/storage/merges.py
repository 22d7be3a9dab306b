"""Decisions that two ids are one person's, and which tables move with them."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from sqlmodel import col, or_, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.merging import Joined, joined, stays
from recruitment.storage.merge_tables import MergeRow

__all__ = ["JOINED", "Counts", "add", "counts", "destroyed", "forget_standings", "listed", "on_the_way"]

JOINED: Final[Sequence[Joined]] = (
    joined("parents", "person", unique=["case_id"]),
    Joined("cases", ids=("unnamed_parent",), lists=("parents",)),
    Joined("removals", lists=("parents",)),
    Joined("closures", lists=("parents",)),
    joined("nominations", "person"),
    joined("applications", "person"),
    joined("screening_decisions", "person"),
    joined("background_checks", "person"),
    joined("check_openings", "person"),
    joined("trainings", "person"),
    joined("readiness", "person"),
    joined("certifications", "person"),
    joined(
        "education",
        "person",
        unique=["program", "completed_on", "topic"],
        first="""UPDATE education k SET hours = greatest(k.hours, m.hours) FROM education m
        WHERE m.person = $1 AND k.person = $2 AND (m.program, m.completed_on, m.topic) = (k.program, k.completed_on, k.topic)""",
    ),
    joined(
        "career_steps",
        "person",
        unique=["program", "career", "step"],
        first="""UPDATE career_steps k SET reached_on = least(k.reached_on, m.reached_on) FROM career_steps m
        WHERE m.person = $1 AND k.person = $2 AND (m.program, m.career, m.step) = (k.program, k.career, k.step)""",
    ),
    joined("benefits", "person"),
    joined("self_descriptions", "person"),
    joined("cohort_members", "person"),
    stays("candidates", "person"),  # joined by the rules of the pool (recruitment.domain.merging)
    stays("people", "person"),  # finds the id that a source's person had before
    stays("merges", "merged", "kept"),
)
ON_THE_WAY: Final = """
SELECT person, array_agg(DISTINCT program) AS programs FROM applications
WHERE person = ANY ($1::uuid[]) AND state IN ('open', 'hired', 'certified') GROUP BY person
"""
COUNTS: Final = """
SELECT (SELECT count(*) FROM parents WHERE person = $1) AS cases, (SELECT count(*) FROM nominations WHERE person = $1) AS nominations,
    (SELECT count(*) FROM applications WHERE person = $1) AS applications
"""
FORGET: Final = "DELETE FROM candidates WHERE person = $1"
DESTROYED: Final = "SELECT person FROM erased WHERE person = ANY ($1::uuid[])"
Counts = tuple[int, int, int]


async def on_the_way(work: UnitOfWork, people: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The programs in which an application or a certification of these persons goes on."""
    found = await (await work.raw()).fetch(ON_THE_WAY, list(people))
    return {row["person"]: row["programs"] for row in found}


async def destroyed(work: UnitOfWork, people: Iterable[UUID]) -> set[UUID]:
    """Those of these persons whose data was destroyed."""
    return {row["person"] for row in await (await work.raw()).fetch(DESTROYED, list(people))}


async def counts(work: UnitOfWork, person: UUID) -> Counts:
    """How many cases, nominations and applications stand under an id."""
    row = await (await work.raw()).fetchrow(COUNTS, person)
    return row["cases"], row["nominations"], row["applications"]


async def forget_standings(work: UnitOfWork, person: UUID) -> None:
    """The merged id stands with no program any more."""
    await (await work.raw()).execute(FORGET, person)


async def add(work: UnitOfWork, row: MergeRow) -> None:
    """Keep a decision."""
    await rows.store(work, [row])


async def listed(work: UnitOfWork, *, county: str | None, after: UUID, limit: int) -> list[MergeRow]:
    """Decisions of the scope's counties, or of one, in the order of the merged ids."""
    counties = list(work.scope.chosen(county))
    here = or_(col(MergeRow.county).in_(counties), col(MergeRow.shared_with).overlap(counties))  # type: ignore[attr-defined]  # an array, which SQLModel types as a list
    statement = select(MergeRow).where(col(MergeRow.merged) > after, here)
    return list((await work.session.exec(statement.order_by(col(MergeRow.merged)).limit(limit))).all())
