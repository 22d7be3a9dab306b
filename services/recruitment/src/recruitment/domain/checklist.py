"""What an organisation has ready before partners come, confirmed by a person element by element, county by county (P65)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from peerbridge.events.policy import Policy
from peerbridge.events.policy_office import Gate, ReadinessElement
from recruitment.domain.applications_errors import CountyNotServed
from recruitment.domain.applications_progress import check_day, known
from recruitment.domain.months import add_months
from recruitment.domain.practice_errors import NotReadyForPartners

__all__ = ["Confirmation", "check_confirmation", "check_gate", "elements_missing", "waits"]

OLDEST_MONTHS: Final = 120  # ten years: what was ready then has to be looked at again
GATES: Final = {"first_hire": "its first hire", "vacancies": "it looks for partners"}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That an element is ready: since when, and whose word it is."""

    element: str
    confirmed_on: date
    confirmed_by: str


def check_confirmation(policy: Policy, county: str, made: Confirmation, today: date) -> None:
    """Say nothing if this may be confirmed. Raises: CountyNotServed, UnknownToProgram, DateOutOfBounds."""
    if not policy.serves(county):
        raise CountyNotServed(program=policy.program, county=county)
    known("element", made.element, tuple(each.element for each in policy.readiness_checklist.elements))
    check_day("confirmed_on", made.confirmed_on, add_months(today, -OLDEST_MONTHS), today)


def elements_missing(policy: Policy, confirmed: Collection[str]) -> Sequence[ReadinessElement]:
    """The elements that nobody has confirmed, in the policy's order."""
    return [each for each in policy.readiness_checklist.elements if each.element not in confirmed]


def waits(policy: Policy, gate: Gate) -> bool:
    """Whether this waits for the checklist. What must be ready before vacancies must be so before a hire without one."""
    required = policy.readiness_checklist.required_before
    return required == gate or (required == "vacancies" and gate == "first_hire")


def check_gate(policy: Policy, county: str, gate: Gate, confirmed: Collection[str]) -> None:
    """Refuse what waits for the checklist, with the elements that are missing. Raises: NotReadyForPartners."""
    missing = elements_missing(policy, confirmed)
    if waits(policy, gate) and missing:
        raise NotReadyForPartners(
            program=policy.program,
            county=county,
            gate=GATES[gate],
            says=", ".join(each.name for each in missing),
            missing=[{"element": each.element, "name": each.name} for each in missing],
        )
