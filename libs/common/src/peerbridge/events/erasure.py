"""A person's data is to be destroyed everywhere; every service answers on its own topic what it has destroyed. Keyed by the person.

One answer per service, since a topic has one writer and a type one topic (decision 16).
"""

from typing import ClassVar

from peerbridge.events.base import Event
from peerbridge.events.fields import Id, Number


class PersonErased(Event):
    """A state's officer has ordered that a person's data be destroyed. The id stays, and says nothing any more.

    key: person · producer: notification · consumers: recruitment, matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.PersonErased.v1"
    topic: ClassVar[str] = "peerbridge.notifications"
    key: ClassVar[str] = "person"

    person: Id
    erasure: Id


class ErasureDone(Event):
    """What every service's answer says: rows deleted, and rows that stay for counts with their personal columns emptied."""

    key: ClassVar[str] = "person"

    person: Id
    erasure: Id
    deleted: Number
    emptied: Number


class RecruitmentErasureDone(ErasureDone):
    """Recruitment holds nothing personal of this person any more, and will identify them never again.

    key: person · producer: recruitment · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.RecruitmentErasureDone.v1"
    topic: ClassVar[str] = "peerbridge.partners"


class MatchingErasureDone(ErasureDone):
    """Matching holds nothing personal of this person any more.

    key: person · producer: matching · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.MatchingErasureDone.v1"
    topic: ClassVar[str] = "peerbridge.matches"


class SupervisionErasureDone(ErasureDone):
    """Supervision holds nothing personal of this person any more.

    key: person · producer: supervision · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.SupervisionErasureDone.v1"
    topic: ClassVar[str] = "peerbridge.supervision"


class NotificationErasureDone(ErasureDone):
    """Notification, which owns the directory, holds nothing personal of this person any more.

    key: person · producer: notification · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.NotificationErasureDone.v1"
    topic: ClassVar[str] = "peerbridge.notifications"


class ConsoleErasureDone(ErasureDone):
    """Console holds nothing personal of this person any more.

    key: person · producer: console · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.ConsoleErasureDone.v1"
    topic: ClassVar[str] = "peerbridge.console"
