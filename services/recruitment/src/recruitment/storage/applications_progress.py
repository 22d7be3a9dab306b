"""How far applications have come: each kind of fact in one query, for one application or for a page of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar, cast
from uuid import UUID

from sqlmodel import SQLModel, col, select

from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.events.candidates import Decision
from peerbridge.events.policy_selection import Modality
from recruitment.domain.applications import Application
from recruitment.domain.applications_progress import Progress, ScreeningDecision, TrainingDone
from recruitment.storage import applications
from recruitment.storage.applications_policies import policies_of
from recruitment.storage.applications_standing import faults_of
from recruitment.storage.pipeline_tables import CheckOpeningRow, ReadinessRow, ScreeningDecisionRow, TrainingRow

__all__ = ["lock", "of", "one", "store_decision"]

Row = TypeVar("Row", bound=SQLModel)


async def lock(work: UnitOfWork, application: UUID) -> Progress:
    """The progress of an application that is locked until the transaction ends. Raises: NotVisible."""
    return await one(work, await applications.lock(work, application))


async def one(work: UnitOfWork, application: Application) -> Progress:
    """The progress of one application."""
    return (await of(work, [application]))[0]


async def of(work: UnitOfWork, several: Sequence[Application]) -> list[Progress]:
    """The progress of each of these applications, in their order."""
    ids = [each.id for each in several]
    policies = await policies_of(work, {(each.program, each.version) for each in several})
    decisions = await _by_application(work, ScreeningDecisionRow, ids)
    trainings = await _by_application(work, TrainingRow, ids)
    ready = await rows.load(work, ReadinessRow, ids)
    openings = await _by_application(work, CheckOpeningRow, ids)
    faults = await faults_of(work, [each for each in several if each.hired_on is None])
    return [
        Progress(
            application=each,
            policy=policies[each.program, each.version],
            decisions={row.step: _decision(row) for row in decisions[each.id]},
            trainings=tuple(_training(row) for row in trainings[each.id]),
            ready_on=ready[each.id].agreed_on if each.id in ready else None,
            fault=faults.get(each.id),
            opened={row.check_id: row.opened_on for row in openings[each.id]},
        )
        for each in several
    ]


async def store_decision(work: UnitOfWork, application: Application, made: ScreeningDecision) -> None:
    """Keep a decided step; its panel is kept apart."""
    row = ScreeningDecisionRow(
        application=application.id,
        step=made.step,
        decision=made.decision,
        decided_on=made.decided_on,
        modality=made.modality,
        qualifications=list(made.qualifications),
        person=application.person,
        county=application.county,
    )
    await rows.store(work, [row])


async def _by_application(work: UnitOfWork, model: type[Row], ids: Sequence[UUID]) -> dict[UUID, list[Row]]:
    column = col(model.application)  # type: ignore[attr-defined]  # each model has it
    found = await work.session.exec(select(model).where(column.in_(ids)))
    grouped: dict[UUID, list[Row]] = defaultdict(list)
    for row in found:
        grouped[row.application].append(row)  # type: ignore[attr-defined]  # each model has it
    return grouped


def _decision(row: ScreeningDecisionRow) -> ScreeningDecision:
    return ScreeningDecision(
        row.step,
        cast("Decision", row.decision),
        row.decided_on,
        modality=cast("Modality | None", row.modality),
        qualifications=tuple(row.qualifications),
    )


def _training(row: TrainingRow) -> TrainingDone:
    modality = cast("Modality | None", row.modality)
    return TrainingDone(row.training, row.completed_on, row.hours, row.started_on, modality)
