"""A certification is granted when, and only when, everything is met; it ends with the earliest of what it rests on."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from peerbridge.events.certification import CertificationRenewed, PartnerCertified, SuspensionReason
from peerbridge.events.policy import Policy
from recruitment.domain.applications import Application
from recruitment.domain.applications_errors import AlreadyCertified, TermsBeyondPolicy
from recruitment.domain.applications_missing import check_ready_for
from recruitment.domain.applications_progress import Progress
from recruitment.domain.checks_missing import checks_until, first_check_end
from recruitment.domain.months import add_months, day_after, earliest
from recruitment.domain.trainings_missing import first_due

__all__ = ["Certification", "CertificationState", "Terms", "certify", "granted", "renewed"]


class CertificationState(StrEnum):
    """Whether a certification counts. A suspension is told apart: it can be taken back."""

    CERTIFIED = "certified"
    LAPSED = "lapsed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed on within the policy (P60); None takes all roles, all places, the home county."""

    roles: tuple[str, ...] | None = None
    capacity: int | None = None
    counties: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Certification:
    """What a partner may do, where, from when until when (both days included).

    `term_until`: the end of the program's months, which a check that expires cuts short to `valid_until`.
    `began_on`: terms and cycles of education are counted from it; `educated_until`: how far education was judged.
    `noticed`: the fewest days before the end that were announced; `training_due_on`: the last day of an open training;
    `check_due_on`: the last day of the first check whose end suspends.
    """

    application: UUID
    person: UUID
    program: str
    county: str
    zone: str
    valid_from: date
    valid_until: date
    began_on: date
    term_until: date
    educated_until: date
    roles: tuple[str, ...]
    role_limits: tuple[str, ...]
    capacity: int
    counties: tuple[str, ...]
    look_ahead: tuple[int, ...]
    state: CertificationState = CertificationState.CERTIFIED
    suspension: SuspensionReason | None = None
    suspended_on: date | None = None
    noticed: int | None = None
    training_due_on: date | None = None
    check_due_on: date | None = None
    ended_on: date | None = None

    @property
    def shown_state(self) -> str:
        """The state as people see it: suspended is one of them."""
        suspended = self.state is CertificationState.CERTIFIED and self.suspension is not None
        return "suspended" if suspended else self.state.value

    @property
    def shared_with(self) -> tuple[str, ...]:
        """The counties beside the home county that the partner serves, and that may therefore see this."""
        return tuple(county for county in self.counties if county != self.county)

    @property
    def next_notice(self) -> int | None:
        """The next number of days before the end to be announced."""
        left = [days for days in self.look_ahead if self.noticed is None or days < self.noticed]
        return max(left, default=None)

    @property
    def due_on(self) -> date | None:
        """The next day on which time alone changes something; None where nothing is to come."""
        if self.state is not CertificationState.CERTIFIED:
            return None
        notice = self.valid_until - timedelta(days=self.next_notice) if self.next_notice is not None else None
        open_until = earliest(self.training_due_on, self.check_due_on) if self.suspension is None else None
        overdue = day_after(open_until) if open_until is not None else None
        return earliest(day_after(self.valid_until), notice, overdue)


def certify(progress: Progress, terms: Terms, today: date, earlier: Certification | None) -> Certification:
    """The certification from today on. Raises: ApplicationClosed, AlreadyCertified, StepsMissing, TermsBeyondPolicy."""
    application, policy = progress.application, progress.policy
    application.check_going_on()
    if earlier is not None:
        raise AlreadyCertified(valid_from=earlier.valid_from)
    check_ready_for("certification", progress, today)
    term_until = add_months(today, policy.certification.validity_months)
    return Certification(
        application=application.id,
        person=application.person,
        program=application.program,
        county=application.county,
        zone=application.zone,
        valid_from=today,
        valid_until=earliest(term_until, checks_until(progress)) or term_until,
        began_on=today,
        term_until=term_until,
        educated_until=today,
        roles=_roles(policy, terms),
        role_limits=tuple(each.limit for each in policy.role_limits),
        capacity=_capacity(policy, terms),
        counties=_counties(policy, application, terms),
        look_ahead=tuple(policy.certification.look_ahead_days),
        training_due_on=first_due(progress),
        check_due_on=first_check_end(progress),
    )


def _roles(policy: Policy, terms: Terms) -> tuple[str, ...]:
    """Some partners suit committees, others one-to-one: roles are agreed on (P60)."""
    allowed = tuple(each.role for each in policy.roles)
    if terms.roles is not None and (not terms.roles or set(terms.roles) - set(allowed)):
        raise TermsBeyondPolicy(allowed=f"the roles {', '.join(allowed)}, at least one of them")
    return tuple(role for role in allowed if terms.roles is None or role in terms.roles)


def _capacity(policy: Policy, terms: Terms) -> int:
    if terms.capacity is not None and not 1 <= terms.capacity <= policy.capacity:
        raise TermsBeyondPolicy(allowed=f"1 to {policy.capacity} families")
    return terms.capacity or policy.capacity


def _counties(policy: Policy, application: Application, terms: Terms) -> tuple[str, ...]:
    """The home county, and others of the program that were agreed on."""
    counties = sorted({application.county, *(terms.counties or ())})
    if not all(policy.serves(county) for county in counties):
        raise TermsBeyondPolicy(allowed="counties that it serves")
    return tuple(counties)


def granted(certification: Certification) -> PartnerCertified:
    """The news of a first certification."""
    return PartnerCertified(**_said(certification))


def renewed(certification: Certification) -> CertificationRenewed:
    """The news of a renewal."""
    return CertificationRenewed(**_said(certification))


def _said(certification: Certification) -> dict[str, object]:
    names = ("program", "valid_from", "valid_until", "roles", "role_limits", "capacity", "counties")
    return {"partner": certification.person, **{name: getattr(certification, name) for name in names}}
