"""Courses that a learning system knows to be completed: each line by itself, the same again changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import Refused
from recruitment.domain.applications_errors import NoApplication
from recruitment.domain.applications_progress import Progress, TrainingDone
from recruitment.domain.courses import Completion, already, training_of
from recruitment.storage import applications, applications_progress
from recruitment.use_cases.record_training import add_training

__all__ = ["Taken", "take_in_trainings"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one completion; `refused` says which rule it breaks."""

    outcome: Literal["accepted", "unchanged", "refused"]
    application: UUID | None = None
    training: str | None = None
    refused: Refused | None = None


async def take_in_trainings(work: UnitOfWork, completions: Sequence[Completion]) -> list[Taken]:
    """Record what can be recorded, in the order of the days; one answer each, in the order that was sent."""
    found = await applications.going_on(work, {(each.person, each.program) for each in completions})
    known = {each.application.id: each for each in await applications_progress.of(work, list(found.values()))}
    answers: dict[int, Taken] = {}
    for at, each in sorted(enumerate(completions), key=lambda pair: (pair[1].completed_on, pair[0])):
        application = found.get((each.person, each.program))
        if application is None:
            answers[at] = Taken("refused", refused=NoApplication(program=each.program))
            continue
        answers[at], known[application.id] = await _one(work, known[application.id], each)
    return [answers[at] for at in range(len(completions))]


async def _one(work: UnitOfWork, progress: Progress, completion: Completion) -> tuple[Taken, Progress]:
    """One completion; a rule that it breaks is told before anything is kept."""
    application = progress.application.id
    try:
        training = training_of(progress.policy, completion.course)
        days = (completion.completed_on, completion.hours, completion.started_on)
        done = TrainingDone(training, *days, completion.modality)
        if already(progress, done):
            return Taken("unchanged", application, training), progress
        return Taken("accepted", application, training), await add_training(work, progress, done)
    except Refused as refused:
        return Taken("refused", application, refused=refused), progress
