"""Why this partner, and why not another: the open arithmetic behind proposals."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from matching.domain.constraints import Constraint
from matching.domain.points import total
from matching.use_cases.explain_candidates import Candidate, explain_candidates
from peerbridge.errors import NotVisible
from peerbridge.identity import CASEWORKER, COORDINATOR, SUPERVISOR
from peerbridge.web import Api, Work, refusals

__all__ = ["router"]

router = Api(tags=["candidates"])


class TermView(BaseModel):
    """One line of the points table."""

    term: str
    points: int
    most: int
    met: int
    asked: int


class WhyNot(BaseModel):
    """A hard constraint that the pair breaks, in English and Spanish."""

    rule: str
    words: str
    words_es: str

    @classmethod
    def of(cls, rule: Constraint) -> "WhyNot":
        """The rule in words."""
        return cls(rule=rule.name, words=rule.said.en, words_es=rule.said.es)


class CandidateView(BaseModel):
    """A partner for the request, possible or not, with points and reasons."""

    partner: UUID
    program: str
    county: str
    possible: bool
    total: int
    points: tuple[TermView, ...]
    why_not: tuple[WhyNot, ...]

    @classmethod
    def of(cls, candidate: Candidate) -> "CandidateView":
        """The view of a candidate."""
        entry = candidate.partner.entry
        return cls(
            partner=entry.partner,
            program=entry.program,
            county=entry.county,
            possible=not candidate.why_not,
            total=total(candidate.table),
            points=tuple(TermView.model_validate(line, from_attributes=True) for line in candidate.table),
            why_not=tuple(WhyNot.of(rule) for rule in candidate.why_not),
        )


class ExplanationView(BaseModel):
    """What stands behind the next proposal. Where nobody is possible, `why_not` counts what to recruit for.

    `unmeetable`: what no partner in reach meets, whoever else has a place: a recruiting figure.
    """

    request: UUID
    priority: int
    possible: int
    unmeetable: tuple[str, ...]
    why_not: dict[str, int]
    candidates: tuple[CandidateView, ...]


@router.get(
    "/v1/requests/{request_id}/candidates",
    roles=(COORDINATOR, CASEWORKER, SUPERVISOR),
    responses=refusals(NotVisible),
)
async def candidates(
    request_id: UUID, work: Work, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> ExplanationView:
    """Every partner serving the family's county, possible ones first and best first."""
    found = await explain_candidates(work, request_id, limit)
    return ExplanationView(
        request=request_id,
        priority=found.priority,
        possible=found.possible,
        unmeetable=found.unmeetable,
        why_not=found.why_not,
        candidates=tuple(CandidateView.of(each) for each in found.candidates),
    )
