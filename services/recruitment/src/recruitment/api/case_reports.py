"""`POST /v1/case-closures` and `/v1/case-openings`: one JSON object, or NDJSON; one transaction, an answer for each line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel
from starlette.requests import Request

from peerbridge.database.work import UnitOfWork
from peerbridge.identity import CASEWORKER, COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER
from peerbridge.web.api import Api, refusals
from peerbridge.web.bulk import ReadLine, bulk_body, ndjson_lines
from peerbridge.web.exchange import Caller, Work
from peerbridge.web.reading import JSON, NDJSON, check_media
from recruitment.api.case_lines import ClosureLine, OpeningLine, report_in
from recruitment.domain.errors import CaseCountedElsewhere, CountyNotYours, LineRefused, ReportBreaksRules
from recruitment.domain.lines import LineRefusal
from recruitment.domain.reports import Outcome, Report
from recruitment.use_cases.take_in_lines import take_in_lines
from recruitment.use_cases.take_in_reports import Answer

__all__ = ["router"]

router = Api(tags=["intake"])
ROLES: Final = (CASEWORKER, COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER)
TOLD: Final = refusals(ReportBreaksRules, CountyNotYours, CaseCountedElsewhere, LineRefused)


@dataclass(frozen=True, slots=True)
class Sent:
    """Lines as they were sent, with their numbers; `alone`: one JSON object, no NDJSON."""

    numbers: Sequence[int]
    lines: Sequence[Report | LineRefusal]
    alone: bool


class LineView(BaseModel):
    """What became of one line. `case` is our id; `rule` and `reason` say why a line was refused."""

    line: int
    outcome: Outcome
    case: UUID | None = None
    rule: str | None = None
    reason: str | None = None


class TakenView(BaseModel):
    """What became of every line, in their order."""

    lines: list[LineView]


async def sent_closures(request: Request, caller: Caller) -> Sent:
    """The exits in the body. Raises: WrongMediaType, TooManyLines, NoLines, ReportBreaksRules."""
    return _sent(request, caller.counties, await ndjson_lines(request, ClosureLine))


async def sent_openings(request: Request, caller: Caller) -> Sent:
    """The open removals in the body. Raises: WrongMediaType, TooManyLines, NoLines, ReportBreaksRules."""
    return _sent(request, caller.counties, await ndjson_lines(request, OpeningLine))


@router.post("/v1/case-closures", roles=ROLES, responses=TOLD, openapi_extra=bulk_body(ClosureLine))
async def take_closures(sent: Annotated[Sent, Depends(sent_closures)], work: Work) -> TakenView:
    """Report exits. The same again changes nothing, a different one corrects; good lines are taken, bad ones named."""
    return await _taken(work, sent)


@router.post("/v1/case-openings", roles=ROLES, responses=TOLD, openapi_extra=bulk_body(OpeningLine))
async def take_openings(sent: Annotated[Sent, Depends(sent_openings)], work: Work) -> TakenView:
    """Report open removals. While a case is open, nobody is identified from it."""
    return await _taken(work, sent)


def _sent(request: Request, held: tuple[str, ...], lines: Sequence[ReadLine[Any]]) -> Sent:
    alone = check_media(request, JSON, NDJSON) == JSON
    if alone and lines[0].item is None:
        raise ReportBreaksRules(errors=list(lines[0].faults))
    return Sent([line.number for line in lines], [report_in(line, held) for line in lines], alone)


async def _taken(work: UnitOfWork, sent: Sent) -> TakenView:
    answers = await take_in_lines(work, sent.lines)
    if sent.alone and answers[0].outcome is Outcome.REFUSED:
        _refuse(sent.lines[0], answers[0])
    return TakenView(lines=[_view(number, answer) for number, answer in zip(sent.numbers, answers, strict=True)])


def _refuse(line: Report | LineRefusal, answer: Answer) -> None:
    """One object alone is refused like any command. Raises: CountyNotYours, CaseCountedElsewhere, LineRefused."""
    if answer.rule == "county_not_yours" and not isinstance(line, LineRefusal):
        raise CountyNotYours(county=line.county)
    if answer.rule == "case_counted_elsewhere":
        raise CaseCountedElsewhere
    raise LineRefused(rule=answer.rule, reason=answer.reason)


def _view(number: int, answer: Answer) -> LineView:
    return LineView(line=number, outcome=answer.outcome, case=answer.case, rule=answer.rule, reason=answer.reason)
