"""Who decided a step of screening, with which scores and notes: restricted, kept apart from the decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from recruitment.domain.applications import Application
from recruitment.domain.applications_progress import Panellist, ScreeningDecision
from recruitment.storage.pipeline_tables import ScreeningNoteRow

__all__ = ["Notes", "OwnNotes", "of_application", "store"]


@dataclass(frozen=True, slots=True)
class Notes:
    """What the panel wrote down together, and each panellist by person. Scores by what was scored."""

    decided_by: str
    scores: Mapping[str, int] = field(default_factory=dict)
    notes: str | None = None
    each: Mapping[UUID, "OwnNotes"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnNotes:
    """What one panellist wrote down, before or beside what the panel agreed on."""

    scores: Mapping[str, int] = field(default_factory=dict)
    notes: str | None = None


async def store(work: UnitOfWork, application: Application, made: ScreeningDecision, notes: Notes) -> None:
    """Keep panel, scores and notes of a decided step."""
    row = ScreeningNoteRow(
        application=application.id,
        step=made.step,
        county=application.county,
        panel=[_panellist(each, notes.each.get(each.person, OwnNotes())) for each in made.panel],
        reason=made.reason,
        scores=dict(notes.scores),
        notes=notes.notes,
        decided_by=notes.decided_by,
    )
    await rows.store(work, [row])


def _panellist(panellist: Panellist, own: OwnNotes) -> dict[str, Any]:
    return {
        "person": str(panellist.person),
        "lived_experience": panellist.lived_experience,
        "scores": dict(own.scores),
        "notes": own.notes,
    }


async def of_application(work: UnitOfWork, application: UUID) -> Sequence[ScreeningNoteRow]:
    """The notes of an application's steps."""
    statement = select(ScreeningNoteRow).where(col(ScreeningNoteRow.application) == application)
    return (await work.session.exec(statement.order_by(col(ScreeningNoteRow.step)))).all()
