"""A person's way from candidate to hired and trained. Keyed by the person's id, which never changes."""

from typing import Annotated, ClassVar, Literal

from peerbridge.events.base import Event
from peerbridge.events.fields import CODE, Date, Hours, Id, SlugId

WithdrawalReason = Annotated[Literal["case_reopened", "closure_corrected", "closure_withdrawn", "own_wish"], CODE]
Decision = Annotated[Literal["advanced", "declined"], CODE]
EmploymentModel = Annotated[Literal["employee", "contractor", "volunteer_stipend"], CODE]
"""The three models of P09."""


class PersonEvent(Event):
    """What every event on a person's way names."""

    topic: ClassVar[str] = "peerbridge.partners"
    key: ClassVar[str] = "person"

    person: Id


class CandidateIdentified(PersonEvent):
    """A parent's closed case has waited as long as the program asks (P01, P03).

    key: person · producer: recruitment · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.CandidateIdentified.v1"

    case: Id
    program: SlugId


class CandidateNominated(PersonEvent):
    """Somebody named a candidate to a program (P05); who, does not travel.

    key: person · producer: recruitment · consumers: console
    """

    type: ClassVar[str] = "peerbridge.CandidateNominated.v1"

    program: SlugId


class CandidateOptedOut(PersonEvent):
    """A candidate wants to hear nothing more, from any program, for good.

    key: person · producer: recruitment · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.CandidateOptedOut.v1"


class CandidatesMerged(Event):
    """A person decided that two ids are one person's: everything of the merged one is the kept one's from now on, for good.

    key: merged · producer: recruitment · consumers: matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.CandidatesMerged.v1"
    topic: ClassVar[str] = "peerbridge.partners"
    key: ClassVar[str] = "merged"

    merged: Id
    kept: Id


class CandidateWithdrawn(PersonEvent):
    """A candidate is out of a program's pool again.

    key: person · producer: recruitment · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.CandidateWithdrawn.v1"

    program: SlugId
    reason: WithdrawalReason


class Applying(PersonEvent):
    """What every event of an application names."""

    application: Id
    program: SlugId


class ApplicationSubmitted(Applying):
    """A candidate applies to a program.

    key: person · producer: recruitment · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.ApplicationSubmitted.v1"


class ApplicationWithdrawn(Applying):
    """An application ends without a certification: taken back, or for a reason that is personal and does not travel.

    key: person · producer: recruitment · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.ApplicationWithdrawn.v1"


class ScreeningDecided(Applying):
    """A screening step was decided (P18-P20).

    key: person · producer: recruitment · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.ScreeningDecided.v1"

    step: SlugId
    decision: Decision


class BackgroundCheckDecided(Applying):
    """A background check was decided (P22). Its outcome is personal and does not travel.

    key: person · producer: recruitment · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.BackgroundCheckDecided.v1"

    check: SlugId


class PartnerHired(Applying):
    """An applicant is hired: every step and check is done (P09, P22).

    key: person · producer: recruitment · consumers: notification, console
    """

    type: ClassVar[str] = "peerbridge.PartnerHired.v1"

    employment: EmploymentModel
    hired_on: Date


class TrainingCompleted(PersonEvent):
    """A training of the program's policy was completed (P26).

    key: person · producer: recruitment · consumers: console
    """

    type: ClassVar[str] = "peerbridge.TrainingCompleted.v1"

    program: SlugId
    training: SlugId
    completed_on: Date
    hours: Hours


class ReadinessAgreed(PersonEvent):
    """Partner and coordinator agree that the partner is ready (P36).

    key: person · producer: recruitment · consumers: console
    """

    type: ClassVar[str] = "peerbridge.ReadinessAgreed.v1"

    program: SlugId
    agreed_on: Date
