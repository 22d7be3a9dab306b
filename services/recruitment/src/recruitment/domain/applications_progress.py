"""How far an application has come, judged by its own policy version: the facts, and nothing derived from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from peerbridge.events.candidates import Decision
from peerbridge.events.policy import Policy
from peerbridge.events.policy_growth import Training
from peerbridge.events.policy_selection import Modality
from recruitment.domain.applications import Application
from recruitment.domain.applications_errors import DateOutOfBounds, UnknownToProgram
from recruitment.domain.months import add_months

__all__ = ["SHADOWING", "Panellist", "Progress", "ScreeningDecision", "TrainingDone", "check_day", "known"]

SHADOWING: Final = "shadowing"
"""Hours beside an experienced partner (P35) are recorded like a training of this name, in as many parts as it takes."""


@dataclass(frozen=True, slots=True)
class Panellist:
    """Who decided, and whether they have lived experience (P21)."""

    person: UUID
    lived_experience: bool


@dataclass(frozen=True, slots=True)
class ScreeningDecision:
    """One decided step of screening; `reason` as the panel gives it; `qualifications`: those that were shown (P17)."""

    step: str
    decision: Decision
    decided_on: date
    panel: tuple[Panellist, ...] = ()
    reason: str | None = None
    modality: Modality | None = None
    qualifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingDone:
    """A completed training, or a part of shadowing; of one day where it names no start."""

    training: str
    completed_on: date
    hours: float
    started_on: date | None = None
    modality: Modality | None = field(default=None, compare=False)

    @property
    def first(self) -> date:
        """The day it began."""
        return self.started_on or self.completed_on


@dataclass(frozen=True, slots=True)
class Progress:
    """An application with all that has been done. `fault`: why the candidate may not be taken now, in words.

    `opened`: checks that were asked for and wait for a decision, and since when.
    """

    application: Application
    policy: Policy
    decisions: Mapping[str, ScreeningDecision] = field(default_factory=dict)
    trainings: tuple[TrainingDone, ...] = ()
    ready_on: date | None = None
    fault: str | None = None
    opened: Mapping[str, date] = field(default_factory=dict)

    @property
    def advanced(self) -> frozenset[str]:
        """The steps of screening that were passed."""
        return frozenset(step for step, made in self.decisions.items() if made.decision == "advanced")

    @property
    def completed(self) -> Mapping[str, TrainingDone]:
        """Completed trainings by id; shadowing is not among them unless the policy has a training of that name."""
        asked = {each.training for each in self.policy.trainings}
        return {done.training: done for done in self.trainings if done.training in asked}

    @property
    def shadowed(self) -> float:
        """Hours of shadowing so far (P35)."""
        return sum(done.hours for done in self.trainings if done.training == SHADOWING)

    def due_on(self, training: Training) -> date | None:
        """The last day for a training that is due so many months after hire (P26); None while there is no such day."""
        if training.within_months is None or self.application.hired_on is None:
            return None
        return add_months(self.application.hired_on, training.within_months)

    @property
    def still_due(self) -> Mapping[str, date]:
        """Trainings with a last day that are not complete yet, the nearest first."""
        open_ = [each for each in self.policy.trainings if each.training not in self.completed]
        due = [(day, each.training) for each in open_ if (day := self.due_on(each)) is not None]
        return {training: day for day, training in sorted(due)}


def known(thing: str, given: str, ids: tuple[str, ...]) -> None:
    """Refuse an id that the policy does not define. Raises: UnknownToProgram."""
    if given not in ids:
        raise UnknownToProgram(thing=thing, known=", ".join(ids) or "none")


def check_day(field_name: str, day: date, first: date, today: date) -> None:
    """Refuse a day before the thing could happen, or after today in the county. Raises: DateOutOfBounds."""
    if not first <= day <= today:
        raise DateOutOfBounds(field=field_name, first=first, last=today)
