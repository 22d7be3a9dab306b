"""What is still missing, exactly: one list in the order of the steps, the same for people and for refusals."""

from collections.abc import Iterator
from datetime import date

from recruitment.domain.applications import OVER
from recruitment.domain.applications_errors import StepsMissing
from recruitment.domain.applications_progress import Progress
from recruitment.domain.applications_steps import STEPS, Missing, Step, told
from recruitment.domain.checks_missing import checks_missing
from recruitment.domain.trainings_missing import trainings_missing

__all__ = ["check_ready_for", "missing", "next_step"]


def missing(progress: Progress, on: date) -> tuple[Missing, ...]:
    """All that stands between the application and a certification on a day, in the order of the steps."""
    if progress.application.state in OVER:
        return ()
    return tuple(_missing(progress, on))


def next_step(progress: Progress, on: date) -> Step | None:
    """The first step that brings something missing; certification where nothing is; None where all is over."""
    if progress.application.state in OVER or progress.application.state == "certified":
        return None
    return next((item.step for item in missing(progress, on)), "certification")


def check_ready_for(step: Step, progress: Progress, on: date) -> None:
    """Refuse a step while one before it lacks something. Raises: ApplicationClosed, StepsMissing."""
    progress.application.check_going_on()
    first = tuple(item for item in _missing(progress, on) if _before(item.step, step, progress))
    if first:
        raise StepsMissing(step=step, says="; ".join(item.says for item in first), missing=told(first))


def _before(step: Step, wanted: Step, progress: Progress) -> bool:
    """Whether `step` comes first. A hire waits for checks where the policy says so (P22)."""
    if step == "background-checks" and wanted in ("hire", "trainings", "readiness"):
        return wanted == "hire" and progress.policy.background_checks.required_before_start
    if step == "trainings" and wanted == "readiness":
        return False
    return STEPS.index(step) < STEPS.index(wanted)


def _missing(progress: Progress, on: date) -> Iterator[Missing]:
    yield from _candidate(progress)
    yield from _screening(progress)
    yield from checks_missing(progress, on)
    if progress.application.hired_on is None:
        yield Missing("hire", "hire", "the person is not hired")
    yield from trainings_missing(progress, on)
    if progress.policy.readiness.dual_rating and progress.ready_on is None:
        yield Missing("readiness", "readiness", "partner and coordinator have not agreed on readiness")


def _candidate(progress: Progress) -> Iterator[Missing]:
    if progress.fault is not None and progress.application.hired_on is None:
        yield Missing("applications", "candidate", progress.fault)


def _screening(progress: Progress) -> Iterator[Missing]:
    """Every step of the policy, passed (P18-P20)."""
    steps = [each.step for each in progress.policy.screening.steps]
    left = tuple(step for step in steps if step not in progress.advanced)
    if left:
        have = len(steps) - len(left)
        says = f"{have} of {len(steps)} screening steps; left: {', '.join(left)}"
        yield Missing("screening-decisions", "screening", says, left, have, len(steps))
