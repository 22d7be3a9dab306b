"""How partners are supported: keyed by the match, or by the partner for what concerns the partner alone."""

from typing import ClassVar

from peerbridge.events.base import Event
from peerbridge.events.fields import Date, Id


class RelationEvent(Event):
    """What every event of a supervised match names."""

    topic: ClassVar[str] = "peerbridge.supervision"
    key: ClassVar[str] = "match"

    match: Id
    partner: Id


class SupervisorAssigned(RelationEvent):
    """A match has a supervisor.

    key: match · producer: supervision · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.SupervisorAssigned.v1"

    supervisor: Id


class FirstContactMade(RelationEvent):
    """Partner and family have met for the first time; an attempt is not a contact.

    key: match · producer: supervision · consumers: console
    """

    type: ClassVar[str] = "peerbridge.FirstContactMade.v1"

    made_on: Date


class FirstContactOverdue(RelationEvent):
    """The first contact was not made by the day the policy asks.

    key: match · producer: supervision · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.FirstContactOverdue.v1"

    supervisor: Id | None = None
    due_on: Date


class CheckInEvent(RelationEvent):
    """What every event of a check-in names."""

    check_in: Id


class CheckInScheduled(CheckInEvent):
    """A check-in of partner and supervisor is due on a day (P43).

    key: match · producer: supervision · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.CheckInScheduled.v1"

    supervisor: Id | None = None
    due_on: Date


class CheckInCompleted(CheckInEvent):
    """A check-in was held.

    key: match · producer: supervision · consumers: console
    """

    type: ClassVar[str] = "peerbridge.CheckInCompleted.v1"

    completed_on: Date


class CheckInOverdue(CheckInEvent):
    """A check-in was not held by its day.

    key: match · producer: supervision · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.CheckInOverdue.v1"

    supervisor: Id | None = None
    due_on: Date


class SessionEvent(Event):
    """What every event of a partner's support session names; its kind does not travel (ARCHITECTURE.md)."""

    topic: ClassVar[str] = "peerbridge.supervision"
    key: ClassVar[str] = "partner"

    partner: Id
    session: Id


class SessionKept(SessionEvent):
    """A partner attended a support session (P47, P48).

    key: partner · producer: supervision · consumers: console
    """

    type: ClassVar[str] = "peerbridge.SessionKept.v1"

    held_on: Date


class SessionMissed(SessionEvent):
    """A partner did not attend a support session by its day.

    key: partner · producer: supervision · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.SessionMissed.v1"

    due_on: Date
