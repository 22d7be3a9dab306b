"""Why this partner, and why not another: the open arithmetic behind proposals."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from matching.api.callers import reads_profiles
from matching.domain.constraints import Constraint
from matching.domain.points import total
from matching.use_cases.explain_candidates import Candidate, explain_candidates
from peerbridge.errors import NotVisible
from peerbridge.identity import CASEWORKER, COORDINATOR, SUPERVISOR, Principal
from peerbridge.web import Api, Caller, Work, refusals

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
    """A partner for the request, possible or not, with reasons; with points for whoever may read profiles."""

    partner: UUID
    program: str
    county: str
    possible: bool
    total: int | None = None
    points: tuple[TermView, ...] | None = None
    why_not: tuple[WhyNot, ...]

    @classmethod
    def of(cls, candidate: Candidate, reader: Principal) -> "CandidateView":
        """The view of a candidate, for this reader."""
        entry = candidate.partner.entry
        view = cls(
            partner=entry.partner,
            program=entry.program,
            county=entry.county,
            possible=not candidate.why_not,
            why_not=tuple(WhyNot.of(rule) for rule in candidate.why_not),
        )
        if not reads_profiles(reader):
            return view
        table = tuple(TermView.model_validate(line, from_attributes=True) for line in candidate.table)
        return view.model_copy(update={"total": total(candidate.table), "points": table})


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
    request_id: UUID, caller: Caller, work: Work, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> ExplanationView:
    """Every partner serving the family's county, possible ones first and best first.

    A caseworker, who may read no profile, finds no points here and no order by them: with a single need they would say what each
    partner has lived through. Of the partner proposed to the family they are told with the proposal.
    """
    found = await explain_candidates(work, request_id, limit, by_points=reads_profiles(caller))
    return ExplanationView(
        request=request_id,
        priority=found.priority,
        possible=found.possible,
        unmeetable=found.unmeetable,
        why_not=found.why_not,
        candidates=tuple(CandidateView.of(each, caller) for each in found.candidates),
    )
