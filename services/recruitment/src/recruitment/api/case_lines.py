"""One line of `POST /v1/case-closures` or `/v1/case-openings`, read strictly: it is taken, or named with its rule."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints, ValidationError

from peerbridge.errors import Refused
from peerbridge.events.codes import CaseType, CodeList
from peerbridge.events.envelope import county_is_missing
from peerbridge.events.fields import SourceId
from peerbridge.web.body import Body
from peerbridge.web.problems import faults
from peerbridge.web.reading import parse_json
from recruitment.domain.errors import TooManyLines
from recruitment.domain.lines import LineRefusal
from recruitment.domain.reports import ClosureReport, OpeningReport, Report, waiting_county

__all__ = ["MOST_LINES", "ClosureLine", "OpeningLine", "read_line", "split_lines"]

MOST_LINES: Final = 1000

SaidCounty = Annotated[str, StringConstraints(pattern=r"^([0-9]{5}|XX999)$")]
"""Five-digit FIPS; `<state>999` or XX999 where the source does not say."""
Parents = Annotated[tuple[SourceId, ...], Field(max_length=20)]
ExitNumber = Annotated[int, Field(ge=0, le=9)]
Held = tuple[str, ...]


class Line(Body):
    """What every line names: whose case, which removal, where, and the source's own ids of the parents (none: AFCARS)."""

    source: SourceId
    source_case: SourceId
    removal: SourceId = "1"
    county: SaidCounty
    case_type: CaseType = "dependency"
    parents: Parents = ()

    def named(self, held: Held) -> dict[str, Any]:
        """What every report names. A county that is missing becomes the state's list of those that wait for one."""
        county = waiting_county(self.county, self.source, held) if county_is_missing(self.county) else self.county
        return self.model_dump(include={"source", "source_case", "removal", "case_type", "parents"}) | {
            "county": county
        }


class OpeningLine(Line):
    """A removal that is open."""

    opened_on: date

    def report(self, held: Held) -> OpeningReport:
        """The line as a report."""
        return OpeningReport(**self.named(held), opened_on=self.opened_on)


class ClosureLine(Line):
    """One exit. `exit_reason` is the number in `code_list`, which gives it its meaning. `referred`: programs may ask.

    `withdrawn`: it was reported and did not happen.
    """

    exit: SourceId = "1"
    opened_on: date | None = None
    closed_on: date
    code_list: CodeList
    exit_reason: ExitNumber
    referred: bool = True
    withdrawn: bool = False

    def report(self, held: Held) -> ClosureReport:
        """The line as a report."""
        return ClosureReport(
            **self.named(held),
            exit=self.exit,
            opened_on=self.opened_on,
            closed_on=self.closed_on,
            code_list=self.code_list,
            exit_code=self.exit_reason,
            referred=self.referred,
            withdrawn=self.withdrawn,
        )


Model = type[OpeningLine] | type[ClosureLine]


def split_lines(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, with its number from 1. Raises: TooManyLines."""
    taken = 0
    for number, line in enumerate(body.split(b"\n"), start=1):
        if line.strip():
            taken += 1
            if taken > MOST_LINES:
                raise TooManyLines(most=MOST_LINES)
            yield number, line


def read_line(model: Model, line: bytes, held: Held) -> Report | LineRefusal:
    """The report in a line, or why it cannot be read. `held`: the caller's counties."""
    try:
        parse_json(line)
        return model.model_validate_json(line, strict=True).report(held)
    except Refused as refusal:
        return LineRefusal(refusal.problem.rpartition(":")[2], refusal.message)
    except ValidationError as error:
        first = faults(error.errors(include_url=False, include_input=False))[0]
        return LineRefusal(
            first["rule"], f"The field {first['field'] or 'line'} breaks this rule. {_limits(first)}".strip()
        )


def _limits(fault: dict[str, Any]) -> str:
    """A rule's limits in words, where it has any."""
    told = [f"{name} {value}" for name, value in fault.items() if name not in ("field", "rule")]
    return f"It asks for: {', '.join(told)}." if told else ""
