"""Why this partner, and why nobody else: told from what was kept when the proposal was made, whatever has changed since."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from matching.domain.others import said_of, said_of_term
from matching.domain.proposals import Proposal
from matching.use_cases.show import show_proposal
from peerbridge.errors import NotVisible
from peerbridge.identity import CASEWORKER, COORDINATOR, SUPERVISOR
from peerbridge.web import Api, Work, refusals

__all__ = ["router"]

router = Api(tags=["proposals"])


class InWords(BaseModel):
    """A sentence in English and Spanish."""

    words: str
    words_es: str


class ReasonView(InWords):
    """One line of the points table, as it was."""

    term: str
    points: int
    most: int


class OtherView(BaseModel):
    """Another partner: the rules that stood in the way, or the price of the place."""

    partner: UUID
    program: str
    rules: tuple[str, ...]
    total: int
    price: int
    why_not: tuple[InWords, ...]


class WhyView(BaseModel):
    """The whole explanation. `u` and `pi`: the matcher's prices of the family and of the place, where it has some."""

    proposal: UUID
    partner: UUID
    total: int
    priority: int
    pool_version: int
    chosen_by: str
    u: int | None
    pi: int | None
    points: tuple[ReasonView, ...]
    others: tuple[OtherView, ...]

    @classmethod
    def of(cls, proposal: Proposal) -> "WhyView":
        """The explanation of a proposal."""
        return cls(
            proposal=proposal.proposal,
            partner=proposal.partner,
            total=proposal.total,
            priority=proposal.priority,
            pool_version=proposal.pool_version,
            chosen_by=proposal.chosen_by,
            u=proposal.u,
            pi=proposal.pi,
            points=tuple(_line(each) for each in proposal.points),
            others=tuple(_other(each, proposal.total) for each in proposal.others),
        )


def _line(line: dict[str, Any]) -> ReasonView:
    said = said_of_term(line)
    return ReasonView(words=said.en, words_es=said.es, term=line["term"], points=line["points"], most=line["most"])


def _other(other: dict[str, Any], chosen_total: int) -> OtherView:
    words = tuple(InWords(words=each.en, words_es=each.es) for each in said_of(other, chosen_total))
    return OtherView.model_validate({**other, "why_not": words})


@router.get("/v1/proposals/{proposal}/why", roles=(COORDINATOR, CASEWORKER, SUPERVISOR), responses=refusals(NotVisible))
async def why(proposal: UUID, work: Work) -> WhyView:
    """The points of the pair, and for the other partners why not: as it was when the proposal was made."""
    return WhyView.of(await show_proposal(work, proposal))
