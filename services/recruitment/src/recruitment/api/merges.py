"""Two ids of one person are merged by a person's decision, never by a machine. Notification says who might be twice in the directory."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel

from peerbridge.errors import BeyondCounties
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER
from peerbridge.web import Api, Body, Work, refusals
from recruitment.api.candidates import CandidateView
from recruitment.api.pages import BEGINNING, AfterId, CountyFilter, Limit
from recruitment.domain.merging_errors import (
    BothOnTheWay,
    DataOfOneDestroyed,
    KeepTheOther,
    OnePersonAlready,
    PersonNotKnown,
)
from recruitment.storage import merges
from recruitment.storage.merge_tables import MergeRow
from recruitment.use_cases.merge_people import Effects, effects_of, merge_people

__all__ = ["router"]

router = Api(tags=["merges"])
DECIDES = (COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER)
REFUSES = refusals(PersonNotKnown, OnePersonAlready, DataOfOneDestroyed, KeepTheOther, BothOnTheWay, BeyondCounties)
Ground = Literal["own_word", "documents", "same_record"]
"""How it is known: the person says so, papers show it, or both are one record of the state's system."""


class PairBody(Body):
    """The id that stays, and the one that becomes another name of it."""

    kept: UUID
    merged: UUID


class MergeBody(PairBody):
    """A decision, for good."""

    ground: Ground


class EffectsView(BaseModel):
    """What moves from the merged id to the kept one, and how the person then stands with each programme."""

    kept: UUID
    merged: UUID
    cases: int
    nominations: int
    applications: int
    opted_out: bool
    programs: list[CandidateView]

    @classmethod
    def of(cls, effects: Effects) -> Self:
        """The effects as they are shown."""
        counted = {name: getattr(effects, name) for name in cls.model_fields if name != "programs"}
        return cls(**counted, programs=[CandidateView.of(each) for each in effects.standings])


class MergeView(BaseModel):
    """A decision that was made."""

    merged: UUID
    kept: UUID
    county: str
    ground: str
    decided_by: str
    decided_at: datetime

    @classmethod
    def of(cls, row: MergeRow) -> Self:
        """The decision as it is shown."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class MergesView(BaseModel):
    """A page of decisions; `next`, where there may be more, is what to ask `after`."""

    items: list[MergeView]
    next: UUID | None


@router.post("/v1/merges/effects", roles=DECIDES, responses=REFUSES)
async def foresee(body: PairBody, work: Work) -> EffectsView:
    """What a merge would do; nothing is changed."""
    return EffectsView.of(await effects_of(work, body.kept, body.merged))


@router.post("/v1/merges", roles=DECIDES, responses=REFUSES, status_code=201)
async def decide(body: MergeBody, work: Work) -> EffectsView:
    """Both ids are one person's: for good, in every service. The caller must hold every county that knows either."""
    return EffectsView.of(await merge_people(work, body.kept, body.merged, body.ground))


@router.get("/v1/merges", roles=DECIDES)
async def list_merges(
    *, work: Work, county: CountyFilter = None, after: AfterId = BEGINNING, limit: Limit = 100
) -> MergesView:
    """Who was merged with whom, by whom and on what ground."""
    found = await merges.listed(work, county=county, after=after, limit=limit)
    work.audit_shown("merges", found, lambda each: (each.merged, each.kept))
    return MergesView(
        items=[MergeView.of(row) for row in found], next=found[-1].merged if len(found) == limit else None
    )
