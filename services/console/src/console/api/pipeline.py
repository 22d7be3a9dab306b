"""The numbers as JSON."""

from pydantic import BaseModel

from console.api.figures import total
from console.api.parameters import County, Program, asked
from console.api.parts import STAFF
from console.domain.stages import CASES, CHECK_INS, FUNNEL, OVERDUE, REQUESTS
from console.storage import tallies
from console.storage.programs import places
from peerbridge.web import Api, Caller, Work

__all__ = ["PipelineView", "StageCount", "router"]

router = Api(tags=["pipeline"])


class StageCount(BaseModel):
    """One number; the events it counts are at `/v1/events?stage=…` with the same county and program."""

    stage: str
    count: int


class CountyCounts(BaseModel):
    """The numbers of one county."""

    county: str
    name: str
    counts: list[StageCount]


class PipelineView(BaseModel):
    """Counts along the pipeline. `parked`: events of these counties that console could not take in and that await a person."""

    funnel: list[StageCount]
    requests: list[StageCount]
    check_ins: list[StageCount]
    overdue: list[StageCount]
    cases: list[StageCount]
    counties: list[CountyCounts]
    parked: int


def counts(numbers: dict[str, int], stages: tuple[str, ...]) -> list[StageCount]:
    """These stages' numbers in their order, noughts included."""
    return [StageCount(stage=stage, count=numbers.get(stage, 0)) for stage in stages]


@router.get("/v1/pipeline", roles=STAFF, impersonal=True)
async def pipeline(
    work: Work, caller: Caller, *, county: County = None, program: Program = None, by_county: bool = True
) -> PipelineView:
    """Where cases, candidates, requests, matches and check-ins stand, in the reader's counties, in all and by county."""
    known = await places(work)
    found = await tallies.numbers(work, wanted := asked(caller, county, program, known))
    numbers = total(found)
    return PipelineView(
        funnel=counts(numbers, FUNNEL),
        requests=counts(numbers, REQUESTS),
        check_ins=counts(numbers, CHECK_INS),
        overdue=counts(numbers, OVERDUE),
        cases=counts(numbers, CASES),
        counties=[
            CountyCounts(county=fips, name=known.county(fips), counts=counts(found[fips], tuple(sorted(found[fips]))))
            for fips in sorted(found if by_county else ())
        ],
        parked=await tallies.parked(work, wanted.counties),
    )
