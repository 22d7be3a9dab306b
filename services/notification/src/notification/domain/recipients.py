"""Who is told of which event, by which message.

A party that an event does not name is left out and blocks nobody (complaint 14).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from peerbridge.events import candidates, certification, matches, supervision
from peerbridge.events.base import Event

__all__ = ["TOLD", "recipients"]

Parties = Callable[[Any], Sequence[UUID | None]]


def _person(said: Any) -> Sequence[UUID]:
    return [said.person]


def _partner(said: Any) -> Sequence[UUID]:
    return [said.partner]


def _both(said: Any) -> Sequence[UUID]:
    return [said.partner, said.parent]


def _other_side(said: Any) -> Sequence[UUID]:
    return [said.parent if said.side == "partner" else said.partner]


def _that_side(said: Any) -> Sequence[UUID]:
    return [said.partner if said.side == "partner" else said.parent]


def _with_supervisor(said: Any) -> Sequence[UUID | None]:
    return [said.supervisor, said.partner]


TOLD: Mapping[type[Event], tuple[str, Parties]] = {
    candidates.CandidateIdentified: ("candidate_invited", _person),
    candidates.CandidateWithdrawn: ("candidate_withdrawn", _person),
    candidates.ApplicationSubmitted: ("application_received", _person),
    candidates.ApplicationWithdrawn: ("application_withdrawn", _person),
    candidates.ScreeningDecided: ("screening_decided", _person),
    candidates.BackgroundCheckDecided: ("background_check_decided", _person),
    candidates.PartnerHired: ("hired", _person),
    certification.PartnerCertified: ("certified", _partner),
    certification.CertificationExpiring: ("certification_expiring", _partner),
    certification.CertificationLapsed: ("certification_lapsed", _partner),
    certification.CertificationRenewed: ("certification_renewed", _partner),
    certification.PartnerSuspended: ("suspended", _partner),
    certification.PartnerReinstated: ("reinstated", _partner),
    certification.PartnerLeft: ("farewell", _partner),
    matches.MatchProposed: ("match_proposed", _both),
    matches.MatchAnswerDue: ("answer_due", _that_side),
    matches.MatchAccepted: ("match_accepted", _other_side),
    matches.MatchDeclined: ("match_declined", _other_side),
    matches.MatchProposalExpired: ("proposal_expired", _both),
    matches.MatchCreated: ("match_created", _both),
    matches.MatchEnded: ("match_ended", _both),
    supervision.SupervisorAssigned: ("supervisor_assigned", _with_supervisor),
    supervision.FirstContactOverdue: ("first_contact_overdue", _with_supervisor),
    supervision.CheckInScheduled: ("check_in_scheduled", _partner),
    supervision.CheckInOverdue: ("check_in_overdue", _with_supervisor),
    supervision.SessionMissed: ("session_missed", _partner),
}
"""Each event that people are told of, its message, and whom it names.

A nomination is told to nobody: who is named while the case is open is engaged after its closure (P05).
"""


def recipients(said: Event) -> list[tuple[str, UUID]]:
    """The messages that an event causes: template and person, each person once."""
    template, parties = TOLD[type(said)]
    return [(template, person) for person in dict.fromkeys(parties(said)) if person is not None]
