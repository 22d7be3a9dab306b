"""What comes to certified partners within so many days: told in time, so that nobody's certification ends by surprise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from recruitment.domain.applications_progress import Progress
from recruitment.domain.certification import Certification, CertificationState

__all__ = ["WINDOWS", "Coming", "What", "coming"]

What = Literal["certification_ends", "background_check_expires", "training_due"]
WINDOWS: Final = (30, 60, 90)
"""Days ahead by which lists are cut; beyond the last there is none."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing that comes to one partner, on its last day; of a check which, and since when its renewal is open."""

    certification: Certification
    what: What
    on: date
    check: str | None = None
    opened_on: date | None = None

    def days_left(self, today: date) -> int:
        """Days until then; none on the day itself."""
        return (self.on - today).days

    def window(self, today: date) -> int | None:
        """The narrowest of 30, 60 and 90 days that holds it."""
        return next((days for days in WINDOWS if self.days_left(today) <= days), None)


def coming(certification: Certification, progress: Progress, today: date, within: int) -> Iterator[Coming]:
    """What comes to a certified partner from a day on, at most so many days later (both days included).

    A check that expires and ends the certification before its term is told as what it is.
    """
    if certification.state is not CertificationState.CERTIFIED:
        return
    last = today + timedelta(days=within)
    training = certification.training_due_on
    if training is not None and today <= training <= last:
        yield Coming(certification, "training_due", training)
    ends = {check: end for check, end in _check_ends(progress) if today <= end <= last}
    for check, end in ends.items():
        yield Coming(certification, "background_check_expires", end, check, progress.opened.get(check))
    cut_short = certification.valid_until < certification.term_until and certification.valid_until in ends.values()
    if today <= certification.valid_until <= last and not cut_short:
        yield Coming(certification, "certification_ends", certification.valid_until)


def _check_ends(progress: Progress) -> Iterator[tuple[str, date]]:
    """The last day of each of the policy's checks that was passed and ends at all."""
    for kind in progress.policy.background_checks.kinds:
        held = progress.application.cleared.get(kind.check)
        if held is not None and held.valid_until is not None:
            yield kind.check, held.valid_until
