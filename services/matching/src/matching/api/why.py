"""Why this partner, and why nobody else: told from what was kept when the proposal was made, whatever has changed since."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, PlainSerializer

from matching.domain.by_hand import said_of_choice, said_of_other
from matching.domain.constraint_words import Said
from matching.domain.errors import PersonUnknown
from matching.domain.others import said_of_term
from matching.domain.proposals import Proposal
from matching.use_cases.explain_other import explain_other, explain_others
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

    @classmethod
    def of(cls, said: Said) -> "InWords":
        """The sentence, as it is answered."""
        return InWords(words=said.en, words_es=said.es)


class ReasonView(InWords):
    """One line of the points table, as it was."""

    term: str
    points: int
    most: int


Weight = Annotated[int, PlainSerializer(str, return_type=str)]
"""A price as the matcher has it, 64 bits: as text, since numbers of JSON are not that long everywhere."""


class OtherView(BaseModel):
    """Another partner: the rules that stood in the way, or the price of the place.

    `gap`: how many points all would have lost at least; `pi`: the price it is computed from, with the family's `u`. `as_of`: said as
    it was when the proposal was made, or as it is now, of a partner asked for who was not among the nearest then.
    """

    partner: UUID
    program: str
    rules: tuple[str, ...]
    total: int
    price: int
    gap: int | None = None
    pi: Weight | None = None
    as_of: Literal["proposal", "now"] = "proposal"
    why_not: tuple[InWords, ...]


class WhyView(BaseModel):
    """The whole explanation. `u` and `pi`: the matcher's prices of the family and of the place, where it has some.

    `chosen_because`: a coordinator's reason, where one chose the pair; `chosen`: the same in words.
    """

    proposal: UUID
    partner: UUID
    total: int
    priority: int
    pool_version: int
    chosen_by: str
    chosen_because: str | None
    chosen: InWords
    u: Weight | None
    pi: Weight | None
    points: tuple[ReasonView, ...]
    others: tuple[OtherView, ...]

    @classmethod
    def of(cls, proposal: Proposal, others: Iterable[dict[str, Any]], merged: Mapping[UUID, UUID]) -> "WhyView":
        """The explanation of a proposal beside `others`; `merged`: ids that are another id of the same person by now."""
        return cls(
            proposal=proposal.proposal,
            partner=proposal.partner,
            total=proposal.total,
            priority=proposal.priority,
            pool_version=proposal.pool_version,
            chosen_by=proposal.chosen_by,
            chosen_because=proposal.chosen_because,
            chosen=InWords.of(said_of_choice(proposal)),
            u=proposal.u,
            pi=proposal.pi,
            points=tuple(_line(each) for each in proposal.points),
            others=tuple(_other(each, proposal, merged) for each in others),
        )


def _line(line: dict[str, Any]) -> ReasonView:
    said = said_of_term(line)
    return ReasonView(words=said.en, words_es=said.es, term=line["term"], points=line["points"], most=line["most"])


def _other(other: dict[str, Any], proposal: Proposal, merged: Mapping[UUID, UUID]) -> OtherView:
    person = UUID(other["partner"])
    words = tuple(InWords.of(each) for each in said_of_other(proposal, other))
    return OtherView.model_validate({**other, "partner": merged.get(person, person), "why_not": words})


@router.get(
    "/v1/proposals/{proposal}/why",
    roles=(COORDINATOR, CASEWORKER, SUPERVISOR),
    responses=refusals(NotVisible, PersonUnknown),
)
async def why(
    proposal: UUID,
    work: Work,
    partner: Annotated[UUID | None, Query(description="why not this one; all who were nearest where left out")] = None,
) -> WhyView:
    """The points of the pair, and for the other partners why not: as it was when the proposal was made."""
    found = await show_proposal(work, proposal)
    others = await explain_others(work, found) if partner is None else await explain_other(work, found, partner)
    return WhyView.of(found, others, work.merged)
