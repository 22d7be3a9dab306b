"""Event type by event type: which slot of which thing it speaks about, and what it says of it.

A slot is fed by one topic under one key, so its events carry one row of sequences.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from peerbridge.events.base import Event

__all__ = ["RULES", "Saying", "sayings"]


@dataclass(frozen=True, slots=True)
class Saying:
    """One slot of one thing, and the stage it is in from now on (None: counted nowhere)."""

    slot: str
    thing: str
    state: str | None
    match: UUID | None = None
    due_on: date | None = None


Rule = Callable[[Any], list[Saying]]


def _of(slot: str, field: str, state: str | None) -> Rule:
    return lambda event: [Saying(slot, str(getattr(event, field)), state)]


def _in_program(slot: str, field: str, state: str) -> Rule:
    return lambda event: [Saying(slot, f"{getattr(event, field)}:{event.program}", state)]


def _in_match(slot: str, field: str, state: str | None) -> Rule:
    return lambda event: [
        Saying(slot, str(getattr(event, field)), state, event.match, getattr(event, "due_on", None)),
    ]


def _both(*rules: Rule) -> Rule:
    return lambda event: [said for rule in rules for said in rule(event)]


RULES: Final[dict[str, Rule]] = {
    "CaseOpened": _of("case", "case", "case_open"),
    "CaseReopened": _of("case", "case", "case_open"),
    "CaseClosed": _both(_of("closure", "closure", "closed"), _of("case", "case", "case_closed")),
    "CaseClosureCorrected": _both(_of("closure", "closure", "closed"), _of("case", "case", "case_closed")),
    "CaseClosureWithdrawn": _both(_of("closure", "closure", None), _of("case", "case", "case_open")),
    "CandidateIdentified": _in_program("candidate", "person", "identified"),
    "CandidateNominated": _in_program("candidate", "person", "identified"),
    "ApplicationSubmitted": _of("application", "application", "applied"),
    "ScreeningDecided": _of("screening", "application", "screened"),
    "PartnerHired": _of("hire", "application", "hired"),
    "PartnerCertified": _in_program("certification", "partner", "certified"),
    "SupportRequested": _of("request", "request", "request_open"),
    "MatchProposed": _of("request", "request", "request_proposed"),
    "MatchDeclined": _of("request", "request", "request_open"),
    "MatchProposalExpired": _of("request", "request", "request_open"),
    "SupportWithdrawn": _of("request", "request", "request_withdrawn"),
    "MatchCreated": _both(_in_match("request", "request", "request_matched"), _in_match("match", "match", "matched")),
    "MatchEnded": _both(_in_match("request", "request", "request_ended"), _in_match("match_end", "match", None)),
    "FirstContactMade": _in_match("contact", "match", "contacted"),
    "FirstContactOverdue": _in_match("contact", "match", "contact_overdue"),
    "CheckInScheduled": _in_match("check_in", "check_in", "check_in_due"),
    "CheckInCompleted": _in_match("check_in", "check_in", "check_in_done"),
    "CheckInOverdue": _in_match("check_in", "check_in", "check_in_overdue"),
}
"""Event name -> what it says. An event that is not here moves no number."""


def sayings(event: Event) -> list[Saying]:
    """What one event says of the things that are counted."""
    rule = RULES.get(type(event).__name__)
    return rule(event) if rule else []
