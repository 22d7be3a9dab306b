"""Steps of screening are decided in the program's order, once each, by a panel as the program asks for it (P18-P21)."""

from dataclasses import replace
from datetime import date

from peerbridge.events.policy_selection import ScreeningStep
from recruitment.domain.applications import Application, ApplicationState
from recruitment.domain.applications_errors import (
    PanelLacksLivedExperience,
    PanelNamesApplicant,
    ReasonMissing,
    StepAlreadyDecided,
    StepsMissing,
)
from recruitment.domain.applications_missing import check_ready_for
from recruitment.domain.applications_progress import Progress, ScreeningDecision, check_day, known
from recruitment.domain.applications_steps import Missing, told
from recruitment.domain.modalities import held, of_step
from recruitment.domain.qualifications import check_asked, check_shown

__all__ = ["decide_step"]


def decide_step(progress: Progress, made: ScreeningDecision, today: date) -> tuple[Application, ScreeningDecision]:
    """The application after a step was decided, and the decision with how it was held; declined ends an application.

    Raises: ApplicationClosed, StepsMissing, UnknownToProgram, StepAlreadyDecided, DateOutOfBounds,
    PanelLacksLivedExperience, PanelNamesApplicant, ReasonMissing, ModalityDiffers, NotRequired, QualificationNotShown.
    """
    steps = {each.step: each for each in progress.policy.screening.steps}
    progress.application.check_going_on()
    known("screening step", made.step, tuple(steps))
    _check_open(progress, made)
    check_ready_for("screening-decisions", progress, today)
    _check_order(progress, made.step, list(steps))
    latest = max((each.decided_on for each in progress.decisions.values()), default=progress.application.submitted_on)
    check_day("decided_on", made.decided_on, latest, today)
    _check_panel(progress.application, steps[made.step], made)
    kept = replace(made, modality=held(made.step, made.modality, of_step(progress.policy, steps[made.step])))
    check_asked(progress.policy, made.qualifications)
    if made.decision == "declined" and not (made.reason or "").strip():
        raise ReasonMissing(step=made.step)
    if made.decision == "declined":
        return replace(progress.application, state=ApplicationState.DECLINED, closed_on=made.decided_on), kept
    check_shown(progress.policy, made.step, made.qualifications)
    return progress.application, kept


def _check_open(progress: Progress, made: ScreeningDecision) -> None:
    earlier = progress.decisions.get(made.step)
    if earlier is not None:
        raise StepAlreadyDecided(step=made.step, decided_on=earlier.decided_on)


def _check_order(progress: Progress, step: str, order: list[str]) -> None:
    """Written answers come before the interview about them (P18)."""
    first = tuple(each for each in order[: order.index(step)] if each not in progress.advanced)
    if first:
        item = Missing("screening-decisions", "screening", f"first {', '.join(first)}", first, 0, len(first))
        raise StepsMissing(step=step, says=item.says, missing=told([item]))


def _check_panel(application: Application, asked: ScreeningStep, made: ScreeningDecision) -> None:
    """P21: so many with lived experience."""
    people = {each.person for each in made.panel}
    if len(people) < len(made.panel) or application.person in people:
        raise PanelNamesApplicant
    have = sum(each.lived_experience for each in made.panel)
    if have < asked.panel_lived_experience:
        raise PanelLacksLivedExperience(step=asked.step, need=asked.panel_lived_experience, have=have)
