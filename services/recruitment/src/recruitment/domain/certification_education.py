"""Continuing education in the shape a program asks for it: hours in each cycle (P33: 12 a year, P34: 40 in two)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from peerbridge.events.policy_growth import ContinuingEducation
from recruitment.domain.applications_progress import TrainingDone, check_day
from recruitment.domain.applications_steps import Missing
from recruitment.domain.certification import Certification, CertificationState
from recruitment.domain.months import LAST_DAY, add_months, day_after
from recruitment.domain.trainings import EARLIEST_MONTHS, check_hours

__all__ = ["Education", "check_education", "educated_until", "education_missing"]


@dataclass(frozen=True, slots=True)
class Education:
    """Hours of one day of continuing education on a topic; of one day and topic there is one entry."""

    completed_on: date
    hours: float
    topic: str


def check_education(entries: Sequence[Education], today: date) -> None:
    """Refuse days to come and days of more than 24 hours. Raises: DateOutOfBounds, HoursImpossible."""
    seen: tuple[TrainingDone, ...] = ()
    for entry in entries:
        check_day("completed_on", entry.completed_on, add_months(today, -EARLIEST_MONTHS), today)
        done = TrainingDone(entry.topic, entry.completed_on, entry.hours)
        check_hours(done, seen)
        seen = (*seen, done)


def education_missing(
    certification: Certification, asked: ContinuingEducation, entries: Sequence[Education], today: date
) -> Iterator[Missing]:
    """Each cycle, or the one rolling window, that holds too few hours on a day."""
    for first, last in _windows(certification, asked, today):
        have = sum(each.hours for each in entries if first <= each.completed_on <= last)
        if have < asked.hours:
            says = f"{have:g} of {asked.hours} hours of continuing education from {first} to {last}"
            yield Missing("certification", "education", says, (), have, asked.hours, last)


def educated_until(certification: Certification, asked: ContinuingEducation | None) -> date:
    """The end of the last cycle that a renewal at the end of the term has looked at."""
    cycles = list(_cycles(certification, asked)) if asked is not None else []
    return cycles[-1][1] if cycles else certification.educated_until


def _windows(certification: Certification, asked: ContinuingEducation, today: date) -> list[tuple[date, date]]:
    """First and last days of hours that count; after a lapse the last cycle stays open until today."""
    if asked.cycle == "rolling_window":
        return [(day_after(add_months(today, -asked.cycle_months)), today)]
    cycles = list(_cycles(certification, asked))
    if cycles and certification.state is CertificationState.LAPSED:
        cycles[-1] = (cycles[-1][0], max(cycles[-1][1], today))
    return cycles


def _cycles(certification: Certification, asked: ContinuingEducation) -> Iterator[tuple[date, date]]:
    """The fixed cycles that are complete by the end of the term and were not looked at yet: first day, last day."""
    months, start = max(asked.cycle_months, 1), certification.began_on
    while (end := add_months(certification.began_on, months)) <= certification.term_until and start < LAST_DAY:
        if end > certification.educated_until:
            yield day_after(start), end
        start, months = end, months + max(asked.cycle_months, 1)
