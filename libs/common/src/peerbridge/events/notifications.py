"""What became of a message to a person; what it said does not travel."""

from typing import Annotated, ClassVar, Literal

from peerbridge.events.base import Event
from peerbridge.events.codes import Channel
from peerbridge.events.fields import CODE, Id

Template = Annotated[
    Literal[
        "candidate_invited",
        "application_received",
        "application_withdrawn",
        "screening_decided",
        "background_check_decided",
        "hired",
        "certified",
        "certification_expiring",
        "certification_lapsed",
        "certification_renewed",
        "suspended",
        "reinstated",
        "farewell",
        "match_proposed",
        "answer_due",
        "match_accepted",
        "match_declined",
        "proposal_expired",
        "match_created",
        "match_ended",
        "supervisor_assigned",
        "first_contact_overdue",
        "check_in_scheduled",
        "check_in_overdue",
        "session_missed",
        "candidate_withdrawn",
    ],
    CODE,
]
"""Which message it was; the words of each, in each language, belong to notification."""

FailureReason = Annotated[Literal["refused", "no_address", "opted_out", "uncertain"], CODE]


class PersonTold(Event):
    """What every event of notification names."""

    topic: ClassVar[str] = "peerbridge.notifications"
    key: ClassVar[str] = "person"

    person: Id
    channel: Channel


class Message(PersonTold):
    """What every event of a message names."""

    message: Id
    template: Template


class NotificationSent(Message):
    """A message was handed over to the mail server.

    key: person · producer: notification · consumers: supervision, console
    """

    type: ClassVar[str] = "peerbridge.NotificationSent.v1"


class NotificationFailed(Message):
    """A message could not be handed over, or nobody knows whether it was.

    key: person · producer: notification · consumers: supervision, console
    """

    type: ClassVar[str] = "peerbridge.NotificationFailed.v1"

    reason: FailureReason


class RecipientOptedOut(PersonTold):
    """A person wants no more messages on a channel; effective at once.

    key: person · producer: notification · consumers: supervision, console
    """

    type: ClassVar[str] = "peerbridge.RecipientOptedOut.v1"
