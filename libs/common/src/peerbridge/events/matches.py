"""Requests, proposals and matches, keyed by the request. A match counts in the family's county."""

from typing import Annotated, ClassVar, Literal

from peerbridge.events.base import Event
from peerbridge.events.codes import EndReason, Urgency
from peerbridge.events.fields import CODE, Date, Id, SlugId

WithdrawnReason = Annotated[Literal["case_closed", "family", "staff"], CODE]
Side = Annotated[Literal["partner", "family"], CODE]
DeclineReason = Annotated[Literal["not_now", "not_a_fit", "distance", "language", "other"], CODE]


class RequestEvent(Event):
    """What every event of a request names."""

    topic: ClassVar[str] = "peerbridge.matches"
    key: ClassVar[str] = "request"

    request: Id


class SupportRequested(RequestEvent):
    """A family wants a partner.

    key: request · producer: matching · consumers: console
    """

    type: ClassVar[str] = "peerbridge.SupportRequested.v1"

    case: Id
    family: Id
    parent: Id
    urgency: Urgency


class SupportWithdrawn(RequestEvent):
    """A family no longer wants, or may have, a partner.

    key: request · producer: matching · consumers: console
    """

    type: ClassVar[str] = "peerbridge.SupportWithdrawn.v1"

    reason: WithdrawnReason


class Proposed(RequestEvent):
    """What every event of a proposal names."""

    proposal: Id
    partner: Id
    parent: Id


class MatchProposed(Proposed):
    """A pair is suggested; both sides are asked until `expires_on`.

    key: request · producer: matching · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.MatchProposed.v1"

    family: Id
    program: SlugId
    expires_on: Date


class MatchAnswerDue(Proposed):
    """One side has not answered a proposal, and its last day is near.

    key: request · producer: matching · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.MatchAnswerDue.v1"

    side: Side
    expires_on: Date


class MatchAccepted(Proposed):
    """One side says yes to a proposal.

    key: request · producer: matching · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.MatchAccepted.v1"

    side: Side


class MatchDeclined(Proposed):
    """One side says no to a proposal; the same pair is never asked again.

    key: request · producer: matching · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.MatchDeclined.v1"

    side: Side
    reason: DeclineReason


class MatchProposalExpired(Proposed):
    """A proposal was not answered in time.

    key: request · producer: matching · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.MatchProposalExpired.v1"


class Paired(RequestEvent):
    """What every event of a match names."""

    match: Id
    partner: Id
    family: Id
    parent: Id


class MatchCreated(Paired):
    """Partner and family have both agreed.

    key: request · producer: matching · consumers: supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.MatchCreated.v1"

    case: Id
    program: SlugId


class MatchEnded(Paired):
    """A match is over; the partner's place is free again.

    key: request · producer: matching · consumers: supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.MatchEnded.v1"

    reason: EndReason
