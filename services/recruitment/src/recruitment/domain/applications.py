"""An application: one person's way into one program, under the policy in force on the day it was submitted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from peerbridge.events.candidates import EmploymentModel
from peerbridge.events.policy_selection import Employer
from recruitment.domain.applications_errors import (
    ApplicationClosed,
    ApplicationOpen,
    CandidateNotReady,
    CandidateOptedOutForGood,
    CountyNotServed,
)
from recruitment.domain.applications_steps import Missing, told

__all__ = ["Application", "ApplicationState", "Cleared", "Standing", "submit", "withdraw"]


class ApplicationState(StrEnum):
    """Where an application stands. `open` and `hired` go on; `certified` is a partner; the others are over."""

    OPEN = "open"
    HIRED = "hired"
    CERTIFIED = "certified"
    DECLINED = "declined"
    DISQUALIFIED = "disqualified"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


OVER: Final[Mapping[ApplicationState, str]] = MappingProxyType(
    {
        ApplicationState.DECLINED: "the panel declined it, and the person may apply again",
        ApplicationState.DISQUALIFIED: "a background check disqualified the person",
        ApplicationState.WITHDRAWN: "the person may apply again",
        ApplicationState.LEFT: "the partner has left, and may apply again",
    }
)


@dataclass(frozen=True, slots=True)
class Cleared:
    """A background check that was passed: when, and the last day it counts (None: it never expires).

    `review`: a partner's renewal is under review; the older check holds until its end, and nothing new is built on it.
    """

    decided_on: date
    valid_until: date | None
    review: bool = False

    def covers(self, day: date) -> bool:
        """Whether it counts on a day (both ends included)."""
        return self.decided_on <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the pool says of a candidate for one program. `fault`: why they may not apply, in words, `by` until when."""

    county: str
    fault: str | None = None
    by: date | None = None
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Application:
    """One application. `cleared` names passed checks only: what a check found stays in its own, restricted table."""

    id: UUID
    person: UUID
    program: str
    county: str
    zone: str
    version: int
    submitted_on: date
    state: ApplicationState = ApplicationState.OPEN
    cleared: Mapping[str, Cleared] = field(default_factory=dict)
    employment: EmploymentModel | None = None
    employer: Employer | None = None
    hired_on: date | None = None
    closed_on: date | None = None

    @property
    def goes_on(self) -> bool:
        """Whether anything can still be decided."""
        return self.state not in OVER

    def check_going_on(self) -> None:
        """Nothing more is decided on an application that is over. Raises: ApplicationClosed."""
        if self.state in OVER:
            raise ApplicationClosed(state=self.state.value, advice=OVER[self.state])


def submit(fresh: Application, standing: Standing, *, served: bool, others: tuple[Application, ...]) -> Application:
    """The application, if the candidate may apply now and has no other one to the program that goes on.

    Raises: CandidateOptedOutForGood, CandidateNotReady, CountyNotServed, ApplicationOpen.
    """
    if standing.opted_out:
        raise CandidateOptedOutForGood
    for other in others:
        if other.state not in OVER:
            raise ApplicationOpen(program=fresh.program, submitted_on=other.submitted_on, application=other.id)
    if standing.fault is not None:
        item = Missing("applications", "candidate", standing.fault, by=standing.by)
        raise CandidateNotReady(program=fresh.program, says=standing.fault, missing=told([item]))
    if not served:
        raise CountyNotServed(program=fresh.program, county=standing.county)
    return fresh


def withdraw(application: Application, today: date) -> Application:
    """The application taken back; a certified partner leaves instead. Raises: ApplicationClosed."""
    application.check_going_on()
    if application.state is ApplicationState.CERTIFIED:
        raise ApplicationClosed(state="certified", advice="record the partner's departure instead")
    return replace(application, state=ApplicationState.WITHDRAWN, closed_on=today)
