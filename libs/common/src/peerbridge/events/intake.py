"""What state systems report: read by recruitment alone. The same report again changes nothing, another corrects."""

from typing import Annotated, ClassVar

from pydantic import Field

from peerbridge.events.base import Event
from peerbridge.events.codes import CaseType, CodeList
from peerbridge.events.exits import ExitCode
from peerbridge.events.fields import Date, Flag, SourceId

SourceParents = Annotated[tuple[SourceId, ...], Field(max_length=20)]
"""The source's own ids of the parents; empty where it knows none (an AFCARS file)."""


class Reported(Event):
    """What every report names: the source's case and its removal (a case that knows no removals says one, `1`)."""

    topic: ClassVar[str] = "peerbridge.intake.cases"
    key: ClassVar[str] = "source_case"

    source_case: SourceId
    removal: SourceId
    case_type: CaseType
    parents: SourceParents = ()


class CaseOpenedReported(Reported):
    """A source says that a removal began and is open.

    key: source_case · producer: state systems · consumers: recruitment
    """

    type: ClassVar[str] = "peerbridge.CaseOpenedReported.v1"

    opened_on: Date


class Closure(Reported):
    """What a source says of one exit; known by (source, source_case, removal, exit)."""

    exit: SourceId
    opened_on: Date | None = None
    closed_on: Date
    code_list: CodeList
    exit_reason: ExitCode


class CaseClosedReported(Closure):
    """A source says that a removal ended with an exit.

    key: source_case · producer: state systems · consumers: recruitment
    """

    type: ClassVar[str] = "peerbridge.CaseClosedReported.v1"


class CaseCorrectionReported(Closure):
    """A source corrects or withdraws what it said of an exit.

    key: source_case · producer: state systems · consumers: recruitment
    """

    type: ClassVar[str] = "peerbridge.CaseCorrectionReported.v1"

    withdrawn: Flag
