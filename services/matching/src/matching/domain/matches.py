"""A pair that both sides agreed to. Nothing but a person's decision ends it.

What concerns it stands on the coordinator's list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from matching.domain.errors import MatchOver, ReasonNotYours
from matching.domain.proposals import Proposal, Side

__all__ = ["BAD_ENDINGS", "Match", "check_reason"]

BAD_ENDINGS = frozenset({"not_a_fit", "family", "partner"})
"""Endings after which the same pair is never suggested again."""

OWN_REASONS: Final[Mapping[Side, frozenset[str]]] = {
    "family": frozenset({"goals_met", "family", "moved", "not_a_fit"}),
    "partner": frozenset({"goals_met", "partner", "moved", "not_a_fit"}),
}


@dataclass(frozen=True, slots=True)
class Match:
    """`attention`: why a coordinator should look at it, in the order in which it was heard."""

    match: UUID
    request: UUID
    proposal: UUID
    family: UUID
    case: UUID
    parent: UUID
    partner: UUID
    program: str
    county: str
    shared_with: tuple[str, ...]
    zone: str
    made_at: datetime
    state: Literal["active", "ended"] = "active"
    reason: str | None = None
    ended_at: datetime | None = None
    attention: tuple[str, ...] = ()
    mode: str = "structured"
    handover: tuple[str, ...] = ()

    @classmethod
    def of(cls, match: UUID, agreed: Proposal, at: datetime, mode: str) -> "Match":
        """The match that a proposal becomes, in the way the family or else the programme wishes (P53)."""
        return cls(
            match=match,
            request=agreed.request,
            proposal=agreed.proposal,
            family=agreed.family,
            case=agreed.case,
            parent=agreed.parent,
            partner=agreed.partner,
            program=agreed.program,
            county=agreed.county,
            shared_with=agreed.shared_with,
            zone=agreed.zone,
            made_at=at,
            mode=mode,
        )

    def side_of(self, person: UUID | None) -> Side | None:
        """On which side a person is; None for staff."""
        if person is None:
            return None
        return "partner" if person == self.partner else "family"

    def ended(self, reason: str, at: datetime, handover: tuple[str, ...] = ()) -> "Match":
        """The match as a person ended it, with what is to be handed over. Raises: MatchOver."""
        if self.ended_at is not None:
            raise MatchOver(ended_on=self.ended_at.astimezone(ZoneInfo(self.zone)).date())
        return replace(self, state="ended", reason=reason, ended_at=at, attention=(), handover=handover)

    def listed(self, *, add: frozenset[str] = frozenset(), drop: frozenset[str] = frozenset()) -> "Match":
        """The match with these reasons for attention added, those dropped."""
        kept = [reason for reason in self.attention if reason not in drop]
        return replace(self, attention=(*kept, *sorted(add.difference(kept))))


def check_reason(reason: str, side: Side | None) -> None:
    """Refuse a reason that only another side can give; staff may give any. Raises: ReasonNotYours."""
    if side is not None and reason not in OWN_REASONS[side]:
        raise ReasonNotYours(reason=reason)
