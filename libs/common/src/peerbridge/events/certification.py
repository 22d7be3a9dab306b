"""A partner's certification, on the topic of partners: granted, renewed, expiring, lapsed, suspended."""

from typing import Annotated, ClassVar, Literal

from peerbridge.events.base import Event
from peerbridge.events.fields import CODE, County, Date, Id, Number, SlugId

SuspensionReason = Annotated[Literal["training_overdue", "check_expired", "conduct_review", "own_wish"], CODE]
Career = Annotated[Literal["ladder", "pathway"], CODE]
DaysLeft = Annotated[Literal[90, 60, 30], CODE]


class PartnerEvent(Event):
    """What every event of a certified partner names; `partner` is the same id as `person` before."""

    topic: ClassVar[str] = "peerbridge.partners"
    key: ClassVar[str] = "partner"

    partner: Id
    program: SlugId


class Certified(PartnerEvent):
    """What a certification says: valid from and until (both days included), roles, limits, places, counties."""

    valid_from: Date
    valid_until: Date
    roles: tuple[SlugId, ...]
    role_limits: tuple[SlugId, ...]
    capacity: Number
    counties: tuple[County, ...]


class PartnerCertified(Certified):
    """Every requirement of the program is met.

    key: partner · producer: recruitment · consumers: matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.PartnerCertified.v1"


class CertificationRenewed(Certified):
    """A certification was renewed by continuing education (P33, P34).

    key: partner · producer: recruitment · consumers: matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.CertificationRenewed.v1"


class CertificationExpiring(PartnerEvent):
    """A certification ends in 90, 60 or 30 days.

    key: partner · producer: recruitment · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.CertificationExpiring.v1"

    valid_until: Date
    days_left: DaysLeft


class CertificationLapsed(PartnerEvent):
    """A certification ended without renewal.

    key: partner · producer: recruitment · consumers: matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.CertificationLapsed.v1"

    lapsed_on: Date


class PartnerSuspended(PartnerEvent):
    """A partner takes no new matches for now.

    key: partner · producer: recruitment · consumers: matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.PartnerSuspended.v1"

    reason: SuspensionReason


class PartnerReinstated(PartnerEvent):
    """A suspension is over.

    key: partner · producer: recruitment · consumers: matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.PartnerReinstated.v1"


class CareerStepReached(PartnerEvent):
    """A partner has reached a step of the program's ladder or pathway (P40, P41).

    key: partner · producer: recruitment · consumers: console
    """

    type: ClassVar[str] = "peerbridge.CareerStepReached.v1"

    career: Career
    step: SlugId
    reached_on: Date


class PartnerLeft(PartnerEvent):
    """A partner leaves the program.

    key: partner · producer: recruitment · consumers: matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.PartnerLeft.v1"
