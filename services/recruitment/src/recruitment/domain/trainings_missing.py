"""Which trainings, credentials and shadowing hours are missing on a day (P26-P32, P35)."""

from collections.abc import Iterator
from datetime import date

from recruitment.domain.applications_progress import SHADOWING, Progress
from recruitment.domain.applications_steps import Missing

__all__ = ["first_due", "overdue", "trainings_missing"]


def trainings_missing(progress: Progress, on: date) -> Iterator[Missing]:
    """Trainings before start, trainings whose last day has passed, credentials, shadowing."""
    yield from _before_start(progress)
    yield from overdue(progress, on)
    yield from _credentials(progress)
    yield from _shadowing(progress)


def overdue(progress: Progress, on: date) -> Iterator[Missing]:
    """Trainings due months after hire that are not complete after their last day (P26: five within the first year)."""
    asked = [each.training for each in progress.policy.trainings if each.due == "within_months"]
    late = {training: day for training, day in progress.still_due.items() if day < on}
    if late:
        have = len([training for training in asked if training in progress.completed])
        says = f"{have} of {len(asked)} trainings after start; overdue: {', '.join(late)}"
        yield Missing("trainings", "training_overdue", says, tuple(late), have, len(asked), min(late.values()))


def first_due(progress: Progress) -> date | None:
    """The nearest last day of a training that is not complete; None where none is open."""
    return min(progress.still_due.values(), default=None)


def _before_start(progress: Progress) -> Iterator[Missing]:
    """P26, P27: six before start."""
    asked = [each.training for each in progress.policy.trainings if each.due == "before_start"]
    left = tuple(training for training in asked if training not in progress.completed)
    if left:
        have = len(asked) - len(left)
        says = f"{have} of {len(asked)} trainings before start; left: {', '.join(left)}"
        yield Missing("trainings", "training", says, left, have, len(asked))


def _credentials(progress: Progress) -> Iterator[Missing]:
    """A credential of the state is held once its training is complete (P31, P32)."""
    left = tuple(each.credential for each in progress.policy.credentials if each.training not in progress.completed)
    if left:
        need = len(progress.policy.credentials)
        have = need - len(left)
        says = f"{have} of {need} credentials; left: {', '.join(left)}"
        yield Missing("trainings", "credential", says, left, have, need)


def _shadowing(progress: Progress) -> Iterator[Missing]:
    """P35: so many hours beside an experienced partner."""
    asked = progress.policy.shadowing
    if asked is not None and progress.shadowed < asked.min_hours:
        says = f"{progress.shadowed:g} of {asked.min_hours} hours of shadowing"
        yield Missing("trainings", "shadowing", says, (SHADOWING,), progress.shadowed, asked.min_hours)
