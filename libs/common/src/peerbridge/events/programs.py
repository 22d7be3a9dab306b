"""What a program's policy is. Open to every reader; the only event that carries words."""

from typing import ClassVar

from peerbridge.events.base import PROGRAMS, Event
from peerbridge.events.fields import County, Date, Number, SlugId
from peerbridge.events.policy import Policy


class ProgramPublished(Event):
    """A policy is applied: the whole policy, one record per version; its envelope's county is the first it serves.

    key: program · producer: recruitment · consumers: matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.ProgramPublished.v1"
    topic: ClassVar[str] = PROGRAMS
    key: ClassVar[str] = "program"

    program: SlugId
    version: Number
    effective_on: Date
    counties: tuple[County, ...]
    policy: Policy
