"""What comes to certified partners within so many days: told in time, so that nobody's certification ends by surprise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from recruitment.domain.certification import Certification, CertificationState

__all__ = ["WINDOWS", "Coming", "What", "coming"]

What = Literal["certification_ends", "background_check_expires", "training_due"]
WINDOWS: Final = (30, 60, 90)
"""Days ahead by which lists are cut; beyond the last there is none."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing that comes to one partner, on its last day."""

    certification: Certification
    what: What
    on: date

    def days_left(self, today: date) -> int:
        """Days until then; none on the day itself."""
        return (self.on - today).days

    def window(self, today: date) -> int | None:
        """The narrowest of 30, 60 and 90 days that holds it."""
        return next((days for days in WINDOWS if self.days_left(today) <= days), None)


def coming(certification: Certification, today: date, within: int) -> Iterator[Coming]:
    """What comes to a certified partner from a day on, at most so many days later (both days included).

    A check that expires ends the certification before its term; it is told as what it is.
    """
    if certification.state is not CertificationState.CERTIFIED:
        return
    last = today + timedelta(days=within)
    training = certification.training_due_on
    if training is not None and today <= training <= last:
        yield Coming(certification, "training_due", training)
    if today <= certification.valid_until <= last:
        cut_short = certification.valid_until < certification.term_until
        yield Coming(
            certification, "background_check_expires" if cut_short else "certification_ends", certification.valid_until
        )
