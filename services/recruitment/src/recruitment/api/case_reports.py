"""`POST /v1/case-closures` and `/v1/case-openings`: one JSON object, or NDJSON; one transaction, an answer for each line."""

from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BadRequest
from peerbridge.identity import CASEWORKER, COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER
from peerbridge.web.api import Api, refusals
from peerbridge.web.exchange import Caller, Work
from peerbridge.web.reading import JSON, NDJSON, check_media, parse_json
from recruitment.api.case_lines import ClosureLine, Model, OpeningLine, read_line, split_lines
from recruitment.domain.errors import CaseCountedElsewhere, CountyNotYours, LineRefused, TooManyLines
from recruitment.domain.lines import LineRefusal
from recruitment.domain.reports import Outcome, Report
from recruitment.use_cases.take_in_lines import take_in_lines
from recruitment.use_cases.take_in_reports import Answer

__all__ = ["router"]

router = Api(tags=["intake"])
ROLES: Final = (CASEWORKER, COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER)


@dataclass(frozen=True, slots=True)
class Sent:
    """Lines as they were sent, with their numbers; `alone`: one JSON object, no NDJSON."""

    numbers: list[int]
    lines: list[Report | LineRefusal]
    alone: bool = False


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


def body_of(model: Model) -> dict[str, Any]:
    """The request body as the OpenAPI document tells it."""
    schema = model.model_json_schema()
    lines = {"schema": {"type": "string", "description": "one JSON object a line, 1000 lines at most"}}
    return {"requestBody": {"required": True, "content": {JSON: {"schema": schema}, NDJSON: lines}}}


class Reading:
    """Reads the body as lines of one model, before the transaction opens."""

    def __init__(self, model: Model) -> None:
        self.model = model

    async def __call__(self, request: Request, caller: Caller) -> Sent:
        """The lines with their numbers. Raises: WrongMediaType, BadJson, TooManyLines, RequestValidationError."""
        media, body = check_media(request, JSON, NDJSON), await request.body()
        if media == JSON:
            return Sent([1], [self._one(body, caller.counties)], alone=True)
        numbered = list(split_lines(body))
        if not numbered:
            raise BadRequest(reason="it holds no line")
        return Sent([n for n, _ in numbered], [read_line(self.model, line, caller.counties) for _, line in numbered])

    def _one(self, body: bytes, held: tuple[str, ...]) -> Report:
        parse_json(body)
        try:
            return self.model.model_validate_json(body, strict=True).report(held)
        except ValidationError as error:
            told = error.errors(include_url=False, include_input=False)
            raise RequestValidationError([{**fault, "loc": ("body", *fault["loc"])} for fault in told]) from None


Closures = Annotated[Sent, Depends(Reading(ClosureLine))]
Openings = Annotated[Sent, Depends(Reading(OpeningLine))]
TOLD: Final = refusals(TooManyLines, CountyNotYours, CaseCountedElsewhere, LineRefused)


@router.post("/v1/case-closures", roles=ROLES, responses=TOLD, openapi_extra=body_of(ClosureLine))
async def take_closures(sent: Closures, work: Work) -> TakenView:
    """Report exits. The same again changes nothing, a different one corrects; good lines are taken, bad ones named."""
    return await _taken(work, sent)


@router.post("/v1/case-openings", roles=ROLES, responses=TOLD, openapi_extra=body_of(OpeningLine))
async def take_openings(sent: Openings, work: Work) -> TakenView:
    """Report open removals. While a case is open, nobody is identified from it."""
    return await _taken(work, sent)


async def _taken(work: UnitOfWork, sent: Sent) -> TakenView:
    answers = await take_in_lines(work, sent.lines)
    if sent.alone:
        _raise_refusal(sent.lines[0], answers[0])
    return TakenView(lines=[_view(number, answer) for number, answer in zip(sent.numbers, answers, strict=True)])


def _raise_refusal(line: Report | LineRefusal, answer: Answer) -> None:
    """One object alone is refused like any command. Raises: CountyNotYours, CaseCountedElsewhere, LineRefused."""
    if answer.outcome is not Outcome.REFUSED:
        return
    if answer.rule == "county_not_yours" and not isinstance(line, LineRefusal):
        raise CountyNotYours(county=line.county)
    if answer.rule == "case_counted_elsewhere":
        raise CaseCountedElsewhere
    raise LineRefused(rule=answer.rule, reason=answer.reason)


def _view(number: int, answer: Answer) -> LineView:
    return LineView(line=number, outcome=answer.outcome, case=answer.case, rule=answer.rule, reason=answer.reason)
