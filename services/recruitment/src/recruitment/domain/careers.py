"""Careers of partners: steps of a ladder and of a pathway in their order, benefits within their limits (P39-P42)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from peerbridge.events.certification import Career
from peerbridge.events.policy import Policy
from peerbridge.events.policy_growth import Benefit, LadderStep
from recruitment.domain.applications_errors import (
    BenefitUsedUp,
    CareerStepsFirst,
    CareerStepTaken,
    NotActive,
)
from recruitment.domain.applications_progress import check_day, known
from recruitment.domain.certification import Certification, CertificationState
from recruitment.domain.months import day_after

__all__ = ["Reached", "Used", "check_use", "left_of", "period", "reach", "steps_of"]

Period = tuple[date, date]
ALWAYS: Period = (date.min, date.max)


@dataclass(frozen=True, slots=True)
class Reached:
    """A step that a partner has reached."""

    career: Career
    step: str
    reached_on: date


@dataclass(frozen=True, slots=True)
class Used:
    """A benefit that a partner was given: so many credit hours, dollars or events, on a day."""

    benefit: str
    amount: float
    used_on: date


def steps_of(policy: Policy, career: Career) -> tuple[LadderStep, ...]:
    """A career's steps, from the first upwards."""
    return policy.ladder if career == "ladder" else policy.pathway


def reach(policy: Policy, certification: Certification, before: Sequence[Reached], made: Reached, today: date) -> None:
    """Say nothing if a certified partner may take this step: once, and after those below it (P40, P41).

    Raises: NotActive, UnknownToProgram, CareerStepTaken, CareerStepsFirst, DateOutOfBounds.
    """
    _check_certified(certification)
    order = [each.step for each in steps_of(policy, made.career)]
    known(f"{made.career} step", made.step, tuple(order))
    taken = {each.step: each.reached_on for each in before if each.career == made.career}
    if made.step in taken:
        raise CareerStepTaken(step=made.step, reached_on=taken[made.step])
    first = [step for step in order[: order.index(made.step)] if step not in taken]
    if first:
        raise CareerStepsFirst(step=made.step, first=", ".join(first))
    check_day("reached_on", made.reached_on, max(taken.values(), default=certification.began_on), today)


def check_use(policy: Policy, certification: Certification, before: Sequence[Used], made: Used, today: date) -> None:
    """Say nothing if a certified partner may be given this much of a benefit (P39, P40).

    Raises: NotActive, UnknownToProgram, DateOutOfBounds, BenefitUsedUp.
    """
    _check_certified(certification)
    offered: dict[str, Benefit] = {each.benefit: each for each in policy.benefits}
    known("benefit", made.benefit, tuple(offered))
    asked = offered[made.benefit]
    check_day("used_on", made.used_on, certification.began_on, today)
    left = left_of(asked, before, made.used_on)
    if left is not None and _counted(asked, made) > left:
        first, last = period(asked, made.used_on)
        raise BenefitUsedUp(
            benefit=asked.name,
            most=asked.limit or 1,
            unit=asked.unit or "time",
            left=f"{max(left, 0):g}",
            when="ever" if (first, last) == ALWAYS else f"from {first} to {last}",
        )


def left_of(asked: Benefit, used: Sequence[Used], on: date) -> float | None:
    """What is left of a benefit in the period of a day; None where the program sets no limit.

    What is given once and has no number is one of its kind.
    """
    limit = asked.limit if asked.limit is not None else 1 if asked.per == "once" else None
    if limit is None:
        return None
    first, last = period(asked, on)
    return limit - sum(
        _counted(asked, each) for each in used if each.benefit == asked.benefit and first <= each.used_on <= last
    )


def period(asked: Benefit, on: date) -> Period:
    """First and last day of the period that a limit counts in: half a year for a semester (ours), a calendar year, ever."""
    if asked.per == "semester":
        middle = date(on.year, 6, 30)
        return (date(on.year, 1, 1), middle) if on <= middle else (day_after(middle), date(on.year, 12, 31))
    return (date(on.year, 1, 1), date(on.year, 12, 31)) if asked.per == "year" else ALWAYS


def _counted(asked: Benefit, used: Used) -> float:
    return used.amount if asked.limit is not None else 1


def _check_certified(certification: Certification) -> None:
    if certification.state is not CertificationState.CERTIFIED:
        raise NotActive(state=certification.state.value, advice="careers are those of certified partners")
