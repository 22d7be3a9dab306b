"""A training counts once, when it is complete, in its order, with hours that its days can hold (P26-P31, P35)."""

from datetime import date, timedelta

from peerbridge.events.policy_growth import Shadowing, Training
from recruitment.domain.applications_errors import (
    CourseTooShort,
    HoursImpossible,
    HoursTooFew,
    ShadowingBeyond,
    StepsMissing,
    TrainingAlreadyCompleted,
)
from recruitment.domain.applications_missing import check_ready_for
from recruitment.domain.applications_progress import SHADOWING, Progress, TrainingDone, check_day, known
from recruitment.domain.applications_steps import Missing, told
from recruitment.domain.modalities import held, of_training
from recruitment.domain.months import add_months

__all__ = ["EARLIEST_MONTHS", "HOURS_OF_A_DAY", "check_hours", "complete_training"]

HOURS_OF_A_DAY = 24
EARLIEST_MONTHS = 600  # fifty years: what was learned before the application counts, a typing error does not


def complete_training(progress: Progress, done: TrainingDone, today: date) -> None:
    """Say nothing if this training may be recorded.

    Raises: ApplicationClosed, StepsMissing, UnknownToProgram, DateOutOfBounds, TrainingAlreadyCompleted,
    HoursImpossible, HoursTooFew, CourseTooShort, ShadowingBeyond, ModalityDiffers.
    """
    asked = {each.training: each for each in progress.policy.trainings}
    shadowing = progress.policy.shadowing
    progress.application.check_going_on()
    known("training", done.training, (*asked, *((SHADOWING,) if shadowing else ())))
    held(done.training, done.modality, of_training(progress.policy, done.training))
    check_ready_for("trainings", progress, today)
    first = add_months(today, -EARLIEST_MONTHS)
    check_day("completed_on", done.completed_on, first, today)
    check_day("started_on", done.first, first, done.completed_on)
    check_hours(done, progress.trainings)
    if done.training in asked:
        _check_training(progress, asked[done.training], done)
    elif shadowing is not None:
        _check_shadowing(progress, shadowing, done)


def check_hours(done: TrainingDone, others: tuple[TrainingDone, ...]) -> None:
    """A day has 24 hours, whatever else was recorded on it. Raises: HoursImpossible."""
    first = done.first
    within = [each for each in others if first <= each.first and each.completed_on <= done.completed_on]
    days = (done.completed_on - first) / timedelta(days=1) + 1
    room = days * HOURS_OF_A_DAY - sum(each.hours for each in within)
    if not 0 < done.hours <= room:
        raise HoursImpossible(first=first, last=done.completed_on, most=f"{max(room, 0):g}")


def _check_training(progress: Progress, asked: Training, done: TrainingDone) -> None:
    earlier = progress.completed.get(done.training)
    if earlier is not None:
        raise TrainingAlreadyCompleted(training=done.training, completed_on=earlier.completed_on)
    first = tuple(each for each in asked.after if each not in progress.completed)
    if first:
        need = len(asked.after)
        item = Missing("trainings", "training", f"first {', '.join(first)}", first, need - len(first), need)
        raise StepsMissing(step=done.training, says=item.says, missing=told([item]))
    if asked.hours is not None and done.hours < asked.hours:
        raise HoursTooFew(training=done.training, need=asked.hours)
    # from the first to the last of so many weekly meetings
    if asked.weeks and done.completed_on - done.first < timedelta(weeks=asked.weeks - 1):
        raise CourseTooShort(training=done.training, weeks=asked.weeks)


def _check_shadowing(progress: Progress, asked: Shadowing, done: TrainingDone) -> None:
    """P35: 30 to 40 hours; what goes beyond is work, not shadowing."""
    left = asked.max_hours - progress.shadowed
    if done.hours > left:
        raise ShadowingBeyond(most=asked.max_hours, have=f"{progress.shadowed:g}", left=f"{left:g}")
