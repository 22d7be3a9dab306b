"""A record is no barrier by itself: the program's disqualifiers decide alone, all else a person decides (P22-P24)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from peerbridge.events.policy_selection import BackgroundChecks
from recruitment.domain.applications import Application, ApplicationState, Cleared
from recruitment.domain.applications_errors import (
    CategoriesNeeded,
    CheckAlreadyDecided,
    DisqualifierDecides,
    LetterNeeded,
    ValidityTooLong,
)
from recruitment.domain.applications_missing import check_ready_for
from recruitment.domain.applications_progress import Progress, check_day, known
from recruitment.domain.months import LAST_DAY, add_months
from recruitment.domain.practice_errors import CheckOpenAlready, CheckStillHolds

__all__ = ["CheckDecision", "Outcome", "decide_check", "open_check"]

Outcome = Literal["cleared", "needs_review", "disqualified"]


@dataclass(frozen=True, slots=True)
class CheckDecision:
    """What a person decided about a check. Restricted: it never leaves here. `letter`: one was considered."""

    check: str
    outcome: Outcome
    decided_on: date
    valid_until: date | None = None
    categories: tuple[str, ...] = ()
    letter: bool = False


def decide_check(
    progress: Progress, made: CheckDecision, earlier: Sequence[CheckDecision], today: date
) -> tuple[Application, CheckDecision]:
    """The application after a check was decided, and the decision with its last day; disqualified ends an application.

    Raises: ApplicationClosed, StepsMissing, UnknownToProgram, DateOutOfBounds, CheckAlreadyDecided, CategoriesNeeded,
    DisqualifierDecides, LetterNeeded, ValidityTooLong, CheckStillHolds.
    """
    policy = progress.policy.background_checks
    progress.application.check_going_on()
    known("background check", made.check, tuple(each.check for each in policy.kinds))
    check_ready_for("background-checks", progress, today)
    asked_on = progress.opened.get(made.check, progress.application.submitted_on)
    check_day("decided_on", made.decided_on, asked_on, today)
    last = _last(earlier, made.check)
    _check_later(last, made)
    _check_reasons(policy, made)
    if made.outcome == "cleared" and (last is None or last.outcome != "needs_review"):
        _check_overlap(progress, made.check, made.decided_on)
    dated = replace(made, valid_until=_valid_until(policy, made))
    return _standing(progress.application, dated), dated


def open_check(progress: Progress, check: str, opened_on: date, today: date) -> None:
    """Say nothing if a check may be asked for: the first of its kind, or the renewal of one that ends soon or has ended.

    Raises: ApplicationClosed, StepsMissing, UnknownToProgram, DateOutOfBounds, CheckOpenAlready, CheckStillHolds.
    """
    progress.application.check_going_on()
    known("background check", check, tuple(each.check for each in progress.policy.background_checks.kinds))
    check_ready_for("background-checks", progress, today)
    check_day("opened_on", opened_on, progress.application.submitted_on, today)
    if check in progress.opened:
        raise CheckOpenAlready(check=check, opened_on=progress.opened[check])
    _check_overlap(progress, check, opened_on)


def _last(earlier: Sequence[CheckDecision], check: str) -> CheckDecision | None:
    """The latest decision about a kind of check; of one day the one entered last."""
    of_kind = sorted((each for each in earlier if each.check == check), key=lambda each: each.decided_on)
    return of_kind[-1] if of_kind else None


def _check_overlap(progress: Progress, check: str, on: date) -> None:
    """Two checks of a kind do not hold side by side, but for the days that the policy gives for a renewal (P22)."""
    held = progress.application.cleared.get(check)
    if held is None or not held.covers(on):
        return
    if held.valid_until is None:
        advice = "If something came up, record needs_review or disqualified"
        raise CheckStillHolds(check=check, decided_on=held.decided_on, until="for ever", advice=advice)
    days = next(each.renewal_days for each in progress.policy.background_checks.kinds if each.check == check)
    opens_on = held.valid_until - timedelta(days=days)
    if on < opens_on:
        advice = f"It can be renewed from {opens_on:%d %B %Y} on"
        until = f"until {held.valid_until:%d %B %Y}"
        raise CheckStillHolds(check=check, decided_on=held.decided_on, until=until, advice=advice)


def _check_later(last: CheckDecision | None, made: CheckDecision) -> None:
    """A decision stands until a later check; needs_review waits for its decision."""
    if last is None or (last.outcome == "needs_review" and last.decided_on <= made.decided_on):
        return
    if made.decided_on <= last.decided_on:
        raise CheckAlreadyDecided(check=made.check, decided_on=last.decided_on)


def _check_reasons(policy: BackgroundChecks, made: CheckDecision) -> None:
    """Disqualifiers decide alone (P23); anything else waits for the candidate's letter where there may be one (P24)."""
    alone = sorted(set(made.categories) & set(policy.automatic_disqualifiers))
    if alone and made.outcome != "disqualified":
        raise DisqualifierDecides(categories=", ".join(alone))
    if made.outcome == "disqualified" and not made.categories:
        raise CategoriesNeeded
    if made.outcome == "disqualified" and not alone and policy.mitigation_letter and not made.letter:
        raise LetterNeeded


def _valid_until(policy: BackgroundChecks, made: CheckDecision) -> date | None:
    months = next(each.validity_months for each in policy.kinds if each.check == made.check)
    last = add_months(made.decided_on, months) if months is not None else None
    if made.valid_until is None or made.outcome != "cleared":
        return last if made.outcome == "cleared" else None
    if not made.decided_on <= made.valid_until <= (last or LAST_DAY):
        raise ValidityTooLong(first=made.decided_on, last=last or LAST_DAY)
    return made.valid_until


def _standing(application: Application, made: CheckDecision) -> Application:
    """What of the decision the application itself may know: that a check is passed, or that all is over."""
    others = {check: each for check, each in application.cleared.items() if check != made.check}
    if made.outcome == "cleared":
        return replace(application, cleared={**others, made.check: Cleared(made.decided_on, made.valid_until)})
    held = application.cleared.get(made.check)
    if made.outcome == "needs_review" and held is not None and application.state is ApplicationState.CERTIFIED:
        return replace(application, cleared={**others, made.check: replace(held, review=True)})
    if made.outcome == "disqualified" and application.state is not ApplicationState.CERTIFIED:
        return replace(application, cleared=others, state=ApplicationState.DISQUALIFIED, closed_on=made.decided_on)
    return replace(application, cleared=others)
