"""`POST /v1/training-completions`: what a learning system knows, one JSON object or NDJSON; an answer for each line."""

from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel, Field
from starlette.requests import Request

from peerbridge.events.fields import SlugId, Term
from peerbridge.events.policy_selection import Modality
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN
from peerbridge.web.api import Api
from peerbridge.web.body import Body
from peerbridge.web.bulk import ReadLine, bulk_body, ndjson_lines
from peerbridge.web.exchange import Work
from recruitment.api.case_lines import Day, said_of
from recruitment.domain.courses import Completion
from recruitment.use_cases.take_in_trainings import Taken, take_in_trainings

__all__ = ["router"]

router = Api(tags=["trainings"])
MOST_HOURS: Final = 10_000.0
Hours = Annotated[float, Field(gt=0, le=MOST_HOURS)]


class CompletionLine(Body):
    """A course that a person completed. `course`: a training's id, or one of its equivalents; of more days: `started_on`."""

    person: UUID
    program: SlugId
    course: Term
    hours: Hours
    completed_on: Day
    started_on: Day | None = None
    modality: Modality | None = None

    def completion(self) -> Completion:
        """The line as the rules see it."""
        return Completion(**self.model_dump())


class CompletionView(BaseModel):
    """What became of one line; `rule` and `reason` say why it was refused."""

    line: int
    outcome: Literal["accepted", "unchanged", "refused"]
    application: UUID | None = None
    training: str | None = None
    rule: str | None = None
    reason: str | None = None

    @classmethod
    def of(cls, line: int, taken: Taken) -> Self:
        """What became of a line that could be read."""
        rule = taken.refused.problem.rpartition(":")[2] if taken.refused else None
        reason = taken.refused.message if taken.refused else None
        return cls(
            line=line,
            outcome=taken.outcome,
            application=taken.application,
            training=taken.training,
            rule=rule,
            reason=reason,
        )


class CompletionsView(BaseModel):
    """What became of every line, in their order."""

    lines: list[CompletionView]


async def sent_completions(request: Request) -> list[ReadLine[CompletionLine]]:
    """The completions in the body. Raises: WrongMediaType, TooManyLines, NoLines."""
    return await ndjson_lines(request, CompletionLine)


@router.post("/v1/training-completions", roles=(COORDINATOR, PROGRAM_ADMIN), openapi_extra=bulk_body(CompletionLine))
async def take_completions(
    sent: Annotated[list[ReadLine[CompletionLine]], Depends(sent_completions)], work: Work
) -> CompletionsView:
    """Record completed courses. The same again changes nothing; good lines are taken, bad ones are named."""
    good = [line.item.completion() for line in sent if line.item is not None]
    taken = iter(await take_in_trainings(work, good))
    return CompletionsView(
        lines=[_unread(line) if line.item is None else CompletionView.of(line.number, next(taken)) for line in sent]
    )


def _unread(line: ReadLine[Any]) -> CompletionView:
    refusal = said_of(line)
    return CompletionView(line=line.number, outcome="refused", rule=refusal.rule, reason=refusal.reason)
