"""One line of `POST /v1/case-closures` or `/v1/case-openings`: it becomes a report, or is named with the rule it breaks."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from peerbridge.events.codes import CaseType, CodeList
from peerbridge.events.envelope import county_is_missing
from peerbridge.events.fields import SourceId
from peerbridge.web.body import Body
from peerbridge.web.bulk import ReadLine
from recruitment.domain.lines import LineRefusal
from recruitment.domain.reports import ClosureReport, OpeningReport, Report, waiting_county

__all__ = ["ClosureLine", "Day", "OpeningLine", "report_in", "said_of"]


DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _text(value: object) -> object:
    """Only such a text is a date: a number would be taken for seconds since 1970, a time would lose its zone."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise PydanticCustomError("date_as_text", "A date is a text such as 2026-01-31.")
    return value


SaidCounty = Annotated[str, StringConstraints(pattern=r"^([0-9]{5}|XX999)$")]
"""Five-digit FIPS; `<state>999` or XX999 where the source does not say."""
Day = Annotated[date, BeforeValidator(_text, json_schema_input_type=date)]
Parents = Annotated[tuple[SourceId, ...], Field(max_length=20)]
ExitNumber = Annotated[int, Field(ge=0, le=9, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
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

    opened_on: Day

    def report(self, held: Held) -> OpeningReport:
        """The line as a report."""
        return OpeningReport(**self.named(held), opened_on=self.opened_on)


class ClosureLine(Line):
    """One exit. `exit_reason` is the number in `code_list`, which gives it its meaning. `referred`: programs may ask.

    `withdrawn`: it was reported and did not happen.
    """

    exit: SourceId = "1"
    opened_on: Day | None = None
    closed_on: Day
    code_list: CodeList
    exit_reason: ExitNumber
    referred: Flag = True
    withdrawn: Flag = False

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


def report_in(line: ReadLine[Any], held: Held) -> Report | LineRefusal:
    """The report in a line that could be read, else why it could not be. `held`: the caller's counties."""
    if line.item is not None:
        report: Report = line.item.report(held)
        return report
    return said_of(line)


def said_of(line: ReadLine[Any]) -> LineRefusal:
    """Why a line could not be read: its first fault."""
    first = dict(line.faults[0])
    rule, field, says = first.pop("rule"), first.pop("field", ""), first.pop("says", "")
    limits = ", ".join(f"{name} {value}" for name, value in first.items())
    told = (f"{field or 'The line'} breaks the rule {rule}.", f"It asks for: {limits}." if limits else "", says)
    return LineRefusal(rule, " ".join(filter(None, told)))
