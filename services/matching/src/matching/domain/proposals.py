"""A suggested pair.

Tentative until a person has seen it, then open until both sides said yes, one said no, or its last day passed.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from matching.domain.errors import (
    AlreadyAnswered,
    AlreadyConfirmed,
    AwaitingConfirmation,
    ProposalExpired,
    ProposalOver,
)

__all__ = ["REST_DAYS", "Answer", "Proposal", "ProposalState", "Side", "last_day"]

REST_DAYS: Final = 28
"""So long after a proposal that a side did not answer the same two are not suggested for that request; a person may choose them."""

ProposalState = Literal["tentative", "open", "matched", "declined", "refused", "expired", "withdrawn", "superseded"]
"""`refused`: by the coordinator, before either side was asked. `withdrawn`.

The request, or the partner, is no longer there. `superseded`: a better choice came before anybody had seen it.
"""

Side = Literal["partner", "family"]
Answer = Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """`county` is the family's, `expires_on` the last day for an answer in its `zone`, `points` the printed table.

    `was_told`: both sides were asked, and so must be told when they are no longer. `seen_at`: a person has seen it, and
    from then on it stands as it is. What explains it later: `priority` of the family, `pool_version` and `chosen_by` (the rules
    and the matcher, or a coordinator, who gave `chosen_because`), `u` and `pi` (the matcher's prices of the family and the place,
    as weights; none where a coordinator chose), `others` (why nobody else).
    """

    proposal: UUID
    request: UUID
    family: UUID
    case: UUID
    parent: UUID
    partner: UUID
    program: str
    county: str
    shared_with: tuple[str, ...]
    zone: str
    valid_days: int
    state: ProposalState
    proposed_at: datetime
    expires_on: date
    total: int
    points: tuple[dict[str, Any], ...]
    partner_answer: str | None = None
    partner_answered_at: datetime | None = None
    family_answer: str | None = None
    family_answered_at: datetime | None = None
    declined_by: str | None = None
    reason: str | None = None
    closed_at: datetime | None = None
    was_told: bool = False
    seen_at: datetime | None = None
    reminded_at: datetime | None = None
    priority: int = 0
    pool_version: int = 0
    chosen_by: str = ""
    chosen_because: str | None = None
    u: int | None = None
    pi: int | None = None
    others: tuple[dict[str, Any], ...] = ()

    def person(self, side: Side) -> UUID:
        """Who is asked on a side."""
        return self.partner if side == "partner" else self.parent

    @property
    def is_movable(self) -> bool:
        """Whether nobody has seen it yet, so that a better choice may take its place."""
        return self.state == "tentative" and self.seen_at is None

    def seen(self, at: datetime) -> "Proposal":
        """The proposal once a person has it in front of them: it is moved no more."""
        return self if self.seen_at else replace(self, seen_at=at)

    def reminded(self, at: datetime) -> "Proposal":
        """The proposal once those who have not answered were reminded."""
        return replace(self, reminded_at=at)

    @property
    def days_given(self) -> int:
        """Days for an answer, from the one on which both sides were asked: fewer than the programme's where a certification ends."""
        return (self.expires_on - self.proposed_at.astimezone(ZoneInfo(self.zone)).date()).days

    @property
    def awaited(self) -> tuple[Side, ...]:
        """The sides that have not answered."""
        given: dict[Side, str | None] = {"partner": self.partner_answer, "family": self.family_answer}
        return tuple(side for side, answer in given.items() if answer is None)

    def chosen(self, because: str) -> "Proposal":
        """The proposal as a coordinator's own choice: it needs no confirmation, and both sides are asked at once."""
        told = replace(self, state="open", was_told=True, seen_at=self.proposed_at)
        return replace(told, chosen_by="coordinator", chosen_because=because)

    def confirmed(self, *, agreed: bool, reason: str | None, at: datetime, latest: date | None = None) -> "Proposal":
        """The proposal once the coordinator has decided: from now on both sides are asked, until `latest` at most, or nobody ever.

        Raises: AlreadyConfirmed.
        """
        if self.state != "tentative":
            raise AlreadyConfirmed(state=self.state)
        if not agreed:
            return replace(
                self,
                state="refused",
                declined_by="coordinator",
                reason=reason,
                closed_at=at,
                seen_at=self.seen_at or at,
            )
        until = last_day(at, self.zone, self.valid_days, latest)
        return replace(self, state="open", was_told=True, proposed_at=at, expires_on=until, seen_at=self.seen_at or at)

    def answered(self, side: Side, answer: Answer, reason: str | None, at: datetime) -> "Proposal":
        """The proposal with one side's answer; `matched` once both said yes.

        Raises: AlreadyAnswered, AwaitingConfirmation, ProposalExpired, ProposalOver.
        """
        self._check_open_for(side, at.astimezone(ZoneInfo(self.zone)).date())
        given = {f"{side}_answer": answer, f"{side}_answered_at": at}
        if answer == "no":
            return replace(self, **given, state="declined", declined_by=side, reason=reason or "other", closed_at=at)  # type: ignore[arg-type]  # names of fields
        both = (self.family_answer if side == "partner" else self.partner_answer) == "yes"
        return replace(self, **given, state="matched" if both else "open", closed_at=at if both else None)  # type: ignore[arg-type]  # names of fields

    def _check_open_for(self, side: Side, today: date) -> None:
        answered_at = self.partner_answered_at if side == "partner" else self.family_answered_at
        if answered_at is not None:
            raise AlreadyAnswered(side=side, answered_on=answered_at.astimezone(ZoneInfo(self.zone)).date())
        if self.state == "tentative":
            raise AwaitingConfirmation
        if self.state == "expired" or (self.state == "open" and self.is_due(today)):
            raise ProposalExpired(expired_on=self.expires_on)
        if self.state != "open":
            raise ProposalOver(state=self.state)

    def until(self, latest: date | None) -> "Proposal":
        """The proposal with no more days for an answer than up to `latest`."""
        return self if latest is None or self.expires_on <= latest else replace(self, expires_on=latest)

    def is_due(self, today: date) -> bool:
        """Whether its last day has passed."""
        return today > self.expires_on

    def closed(self, state: Literal["expired", "withdrawn", "superseded"], at: datetime) -> "Proposal":
        """The proposal without a further answer; its place is free again."""
        return replace(self, state=state, closed_at=at)


def last_day(at: datetime, zone: str, valid_days: int, latest: date | None) -> date:
    """The last day for an answer to a proposal made at `at`, in the family's county; never after the partner's certification."""
    until = at.astimezone(ZoneInfo(zone)).date() + timedelta(days=valid_days)
    return until if latest is None else min(until, latest)
