"""One person's way with one programme as its events tell it: the pool, every application, every certification."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from peerbridge_demo.reckoning.told import Told

__all__ = ["RULES", "Application", "Certificate", "Way"]


@dataclass
class Application:
    """`state`: open, hired, certified, declined, over or left; only the first three go on."""

    id: str
    county: str
    told: Told
    state: str = "open"
    screening: dict[str, tuple[str, Told]] = field(default_factory=dict)
    checks: list[Told] = field(default_factory=list)
    trainings: list[Told] = field(default_factory=list)
    hire: Told | None = None
    ended: Told | None = None

    @property
    def goes_on(self) -> bool:
        """Whether anything can still come of it."""
        return self.state in ("open", "hired", "certified")

    def end(self, state: str, told: Told) -> None:
        """It is over."""
        self.state, self.ended = state, told


@dataclass
class Certificate:
    """`state`: certified, lapsed or left. `noticed`: the days before the end that were announced for this end."""

    county: str
    valid_until: date
    told: Told
    state: str = "certified"
    suspended: str | None = None
    noticed: int | None = None

    @property
    def shown_state(self) -> str:
        """A suspension is a state of its own as long as the certification counts."""
        return "suspended" if self.state == "certified" and self.suspended else self.state


@dataclass
class Way:
    """`in_pool`: told in and not out again. `frozen`: what the pool said when an application began, until it is over."""

    person: str
    program: str
    county: str
    in_pool: bool = False
    ever_in: bool = False
    named: bool = False
    opted_out: bool = False
    case: str | None = None
    frozen: tuple[str, str] | None = None
    applications: dict[str, Application] = field(default_factory=dict)
    certificates: list[Certificate] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    @property
    def current(self) -> Application | None:
        """The application that goes on."""
        return next((each for each in reversed(self.applications.values()) if each.goes_on), None)

    @property
    def last(self) -> Application | None:
        """The latest application, over or not."""
        return next(reversed(self.applications.values()), None)

    def of(self, told: Told) -> Application:
        """The application that an event names."""
        return self.applications[told.data["application"]]


def _identified(way: Way, told: Told) -> None:
    way.in_pool = way.ever_in = True
    way.case, way.county = told.data["case"], told.county


def _nominated(way: Way, told: Told) -> None:
    way.in_pool = way.ever_in = way.named = True
    way.county = told.county


def _withdrawn(way: Way, _: Told) -> None:
    way.in_pool, way.case = False, None


def _applied(way: Way, told: Told) -> None:
    way.applications[told.data["application"]] = Application(told.data["application"], told.county, told)


def _application_over(way: Way, told: Told) -> None:
    way.of(told).end("over", told)


def _screened(way: Way, told: Told) -> None:
    application, decision = way.of(told), told.data["decision"]
    application.screening[told.data["step"]] = (decision, told)
    if decision == "declined":
        application.end("declined", told)


def _checked(way: Way, told: Told) -> None:
    way.of(told).checks.append(told)


def _hired(way: Way, told: Told) -> None:
    way.of(told).hire = told
    way.of(told).state = "hired"


def _trained(way: Way, told: Told) -> None:
    if application := way.current:
        application.trainings.append(told)


def _certified(way: Way, told: Told) -> None:
    way.certificates.append(Certificate(told.county, date.fromisoformat(told.data["valid_until"]), told))
    if application := way.current:
        application.state = "certified"


def _renewed(way: Way, told: Told) -> None:
    certificate = way.certificates[-1]
    certificate.state, certificate.noticed = "certified", None
    certificate.valid_until = date.fromisoformat(told.data["valid_until"])


def _expiring(way: Way, told: Told) -> None:
    way.certificates[-1].noticed = told.data["days_left"]


def _lapsed(way: Way, _: Told) -> None:
    way.certificates[-1].state = "lapsed"


def _suspended(way: Way, told: Told) -> None:
    way.certificates[-1].suspended = told.data["reason"]


def _reinstated(way: Way, _: Told) -> None:
    way.certificates[-1].suspended = None


def _left(way: Way, told: Told) -> None:
    way.certificates[-1].state, way.certificates[-1].suspended = "left", None
    if application := way.current:
        application.end("left", told)


RULES: Final[dict[str, Callable[[Way, Told], None]]] = {
    "CandidateIdentified": _identified,
    "CandidateNominated": _nominated,
    "CandidateWithdrawn": _withdrawn,
    "ApplicationSubmitted": _applied,
    "ApplicationWithdrawn": _application_over,
    "ScreeningDecided": _screened,
    "BackgroundCheckDecided": _checked,
    "PartnerHired": _hired,
    "TrainingCompleted": _trained,
    "PartnerCertified": _certified,
    "CertificationRenewed": _renewed,
    "CertificationExpiring": _expiring,
    "CertificationLapsed": _lapsed,
    "PartnerSuspended": _suspended,
    "PartnerReinstated": _reinstated,
    "PartnerLeft": _left,
}
"""What each event of a person and a programme says. CandidateOptedOut names no programme and stands apart."""
