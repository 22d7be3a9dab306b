"""What became of a child-welfare case: its dates and exit reason, and the ids of its parents; nothing more."""

from typing import ClassVar

from peerbridge.events.base import Event
from peerbridge.events.codes import CaseType, CodeList
from peerbridge.events.exits import ExitReason
from peerbridge.events.fields import Date, Flag, Id


class CaseEvent(Event):
    """What every event of a case names."""

    topic: ClassVar[str] = "peerbridge.cases"
    key: ClassVar[str] = "case"

    case: Id


class Opening(CaseEvent):
    """A case is open: nobody is identified from it meanwhile."""

    opened_on: Date
    case_type: CaseType
    parents: tuple[Id, ...]


class CaseOpened(Opening):
    """A case is heard of for the first time while it is open.

    key: case · producer: recruitment · consumers: matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.CaseOpened.v1"


class CaseReopened(Opening):
    """A case that had been closed is open again: a later removal.

    key: case · producer: recruitment · consumers: matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.CaseReopened.v1"


class ClosureFacts(CaseEvent):
    """One exit. `referred`: a program may identify its parents; `code_list`: whose code the source gave."""

    closure: Id
    closed_on: Date
    exit_reason: ExitReason
    code_list: CodeList
    case_type: CaseType
    referred: Flag
    parents: tuple[Id, ...]


class CaseClosed(ClosureFacts):
    """A case closes.

    key: case · producer: recruitment · consumers: matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.CaseClosed.v1"


class CaseClosureCorrected(ClosureFacts):
    """A closure was reported differently before; this is how it stands now.

    key: case · producer: recruitment · consumers: matching, supervision, notification, console
    """

    type: ClassVar[str] = "peerbridge.CaseClosureCorrected.v1"


class CaseClosureWithdrawn(CaseEvent):
    """A closure that was reported did not happen.

    key: case · producer: recruitment · consumers: matching, supervision, console
    """

    type: ClassVar[str] = "peerbridge.CaseClosureWithdrawn.v1"

    closure: Id
