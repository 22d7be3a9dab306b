"""Completed trainings, readiness agreements and continuing education, each added once and never changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7
from recruitment.domain.applications import Application
from recruitment.domain.applications_progress import TrainingDone
from recruitment.domain.certification import Certification
from recruitment.domain.certification_education import Education
from recruitment.domain.readiness import Rating
from recruitment.storage.pipeline_tables import EducationRow, ReadinessRow, TrainingRow

__all__ = ["education_of", "education_of_all", "store", "store_education", "store_readiness"]


async def store(work: UnitOfWork, application: Application, done: TrainingDone) -> None:
    """Keep a completed training."""
    row = TrainingRow(
        id=uuid7(),
        application=application.id,
        person=application.person,
        county=application.county,
        training=done.training,
        completed_on=done.completed_on,
        started_on=done.started_on,
        hours=done.hours,
        modality=done.modality,
    )
    await rows.store(work, [row])


async def store_readiness(work: UnitOfWork, application: Application, rating: Rating, plan: str) -> None:
    """Keep both ratings and the plan; a later agreement takes the place of an earlier one."""
    row = ReadinessRow(
        application=application.id,
        person=application.person,
        county=application.county,
        agreed_on=rating.agreed_on,
        partner=dict(rating.partner),
        coordinator=dict(rating.coordinator),
        plan=plan,
    )
    await rows.store(work, [row])


async def education_of(work: UnitOfWork, certification: Certification) -> Sequence[Education]:
    """All continuing education of a partner in a program, by day."""
    return (await education_of_all(work, [certification]))[certification.application]


async def education_of_all(
    work: UnitOfWork, certifications: Sequence[Certification]
) -> Mapping[UUID, Sequence[Education]]:
    """The same of several partners in one query, by application."""
    persons = {each.person for each in certifications}
    statement = select(EducationRow).where(col(EducationRow.person).in_(persons))
    found: dict[tuple[UUID, str], list[Education]] = defaultdict(list)
    for row in await work.session.exec(statement.order_by(col(EducationRow.completed_on))):
        found[row.person, row.program].append(Education(row.completed_on, row.hours, row.topic))
    return {each.application: found[each.person, each.program] for each in certifications}


async def store_education(work: UnitOfWork, certification: Certification, entries: Sequence[Education]) -> None:
    """Keep entries; one of the same day and topic takes the place of an earlier one, so that no hour counts twice."""
    kept = [
        EducationRow(
            person=certification.person,
            program=certification.program,
            county=certification.county,
            completed_on=entry.completed_on,
            topic=entry.topic,
            hours=entry.hours,
            recorded_at=work.business_now,
        )
        for entry in entries
    ]
    await rows.store(work, kept)
