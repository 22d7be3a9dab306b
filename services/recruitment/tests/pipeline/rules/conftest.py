"""An applicant on their way by the rules alone: no database, no clock but the day in hand."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

from peerbridge.events.policy import Policy
from peerbridge.ids import uuid7
from recruitment.domain.applications import Application, ApplicationState
from recruitment.domain.applications_progress import Panellist, Progress, ScreeningDecision, TrainingDone
from recruitment.domain.certification import Certification, Terms, certify
from recruitment.domain.checks import CheckDecision, Outcome, decide_check, open_check
from recruitment.domain.hiring import hire
from recruitment.domain.screening import decide_step
from recruitment.domain.trainings import complete_training

START = date(2026, 1, 5)


@dataclass
class Way:
    """One applicant by the rules alone; every step is of `today` unless another day is said."""

    policy: Policy
    today: date = START
    progress: Progress = field(init=False)
    found: list[CheckDecision] = field(default_factory=list)

    def __post_init__(self) -> None:
        home = self.policy.counties[0]
        fresh = Application(uuid7(), uuid7(), self.policy.program, home.county, home.zone, 1, self.today)
        self.progress = Progress(fresh, self.policy)

    @property
    def application(self) -> Application:
        """The application as it stands."""
        return self.progress.application

    def passes(self, days: int) -> None:
        """Let days pass."""
        self.today += timedelta(days=days)

    def decides(self, step: str, decision: Any = "advanced", *, lived: int = 1, others: int = 0, **said: Any) -> None:
        """A panel decides a step."""
        panel = [Panellist(uuid7(), lived_experience=n < lived) for n in range(lived + others)]
        self.decides_with(step, tuple(panel), decision, **said)

    def decides_with(
        self,
        step: str,
        panel: tuple[Panellist, ...],
        decision: Any = "advanced",
        reason: str | None = "as agreed",
        **said: Any,
    ) -> None:
        """This panel decides a step."""
        made = ScreeningDecision(step, decision, self.today, panel, reason, **said)
        after, made = decide_step(self.progress, made, self.today)
        self.progress = replace(self.progress, application=after, decisions={**self.progress.decisions, step: made})

    def screened(self) -> None:
        """All steps are passed."""
        for each in self.policy.screening.steps:
            self.decides(each.step)

    def finds(self, check: str, outcome: Outcome = "cleared", **said: Any) -> None:
        """A check is decided."""
        made = CheckDecision(check, outcome, said.pop("decided_on", self.today), **said)
        after, dated = decide_check(self.progress, made, self.found, self.today)
        self.found.append(dated)
        self.progress = replace(self.progress, application=after)

    def checked(self, **said: Any) -> None:
        """All checks are passed."""
        for each in self.policy.background_checks.kinds:
            self.finds(each.check, **said)

    def hired(self, on: date | None = None, by: Any = None) -> None:
        """Hired as the program employs."""
        after = hire(self.progress, self.policy.employment.model, on or self.today, self.today, by)
        self.progress = replace(self.progress, application=after)

    def opens(self, check: str, on: date | None = None) -> None:
        """A check is asked for."""
        open_check(self.progress, check, on or self.today, self.today)
        self.progress = replace(self.progress, opened={**self.progress.opened, check: on or self.today})

    def trains(
        self, training: str, hours: float = 2, on: date | None = None, since: date | None = None, how: Any = None
    ) -> None:
        """A training is completed."""
        done = TrainingDone(training, on or self.today, hours, since, how)
        complete_training(self.progress, done, self.today)
        self.progress = replace(self.progress, trainings=(*self.progress.trainings, done))

    def asked(self, due: str) -> list[str]:
        """The trainings of the policy that are due then."""
        return [each.training for each in self.policy.trainings if each.due == due]

    def trained(self, count: int | None = None, due: str = "before_start") -> None:
        """So many of the trainings due then are completed; all where no number is said."""
        for training in self.asked(due)[:count]:
            self.trains(training)

    def ready(self) -> None:
        """Partner and coordinator have agreed."""
        self.progress = replace(self.progress, ready_on=self.today)

    def hired_after_all_checks(self) -> None:
        """Screened, checked, hired."""
        self.screened()
        self.checked()
        self.hired()

    def certified(self, terms: Terms | None = None) -> Certification:
        """Everything is met, and the certification granted."""
        self.hired_after_all_checks()
        self.trained()
        if self.policy.readiness.dual_rating:
            self.ready()
        return self.certifies(terms)

    def certifies(self, terms: Terms | None = None) -> Certification:
        """The certification, if nothing is missing."""
        granted = certify(self.progress, terms or Terms(), self.today, None)
        after = replace(self.application, state=ApplicationState.CERTIFIED)
        self.progress = replace(self.progress, application=after)
        return granted


@pytest.fixture
def way() -> Callable[..., Way]:
    """`way(policy)`: an applicant who has just applied."""
    return Way
