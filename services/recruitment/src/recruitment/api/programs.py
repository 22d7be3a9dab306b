"""Programmes and their policies: open to every reader, changed by who holds all their counties."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Path, Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from peerbridge.database.outbox import EventTooLarge
from peerbridge.events.fields import SlugId
from peerbridge.events.policy import Policy
from peerbridge.identity import PROGRAM_ADMIN, ROLES
from peerbridge.programs.gaps import topics_missing
from peerbridge.web.api import Api, refusals
from peerbridge.web.exchange import Work
from recruitment.api.pages import CountyFilter, Limit
from recruitment.domain.errors import CountiesMissing, PolicyBreaksRules, ProgramNamesDiffer, ProgramUnknown
from recruitment.storage import programs
from recruitment.storage.programs import Published
from recruitment.use_cases.preview_policy import preview_policy
from recruitment.use_cases.publish_program import publish_program

__all__ = ["router"]

router = Api(tags=["programs"])
EVERYONE: Final = tuple(sorted(ROLES))
OPEN: Final = "programmes are open to every reader"
Program = Annotated[SlugId, Path(description="the programme's id")]


class AppliedView(BaseModel):
    """The version that stands, and whether this made it."""

    program: str
    version: int
    outcome: Literal["published", "unchanged"]
    effective_on: date


class ProgramView(BaseModel):
    """A programme as its latest version has it."""

    program: str
    version: int
    title: str
    state: str
    effective_on: date
    published_at: datetime
    counties: list[str]

    @classmethod
    def of(cls, published: Published) -> "ProgramView":
        """From a version."""
        return cls(**_summary(published))


class PolicyView(ProgramView):
    """A version with its whole policy. `topics_missing`: what none of its trainings teaches (P59)."""

    policy: Policy
    topics_missing: list[str]

    @classmethod
    def of(cls, published: Published) -> "PolicyView":
        """From a version."""
        return cls(
            **_summary(published), policy=published.policy, topics_missing=list(topics_missing(published.policy))
        )


class CountyEffects(BaseModel):
    """Parents whose time to be asked changes in a county; and those decided under earlier versions, who stay as decided."""

    county: str
    newly_eligible: int
    no_longer_eligible: int
    sooner: int
    later: int
    in_pool: int
    applications: int
    partners: int


class EffectsView(BaseModel):
    """What a policy would change. `version`: the latest there is, 0 for none; counties that nobody is known in are left out."""

    program: str
    version: int
    unchanged: bool
    counties: list[CountyEffects]


class ProgramsView(BaseModel):
    """Programmes by id."""

    items: list[ProgramView]


class VersionsView(BaseModel):
    """Versions of one programme, the oldest first."""

    items: list[PolicyView]


async def known_words(request: Request) -> None:
    """Refuse a body with words that no policy has: a publisher means what they write. Raises: RequestValidationError."""
    if not await request.body():
        return  # of no body at all the address itself says what is missing
    try:
        Policy.model_validate(await request.json(), extra="forbid")
    except ValidationError as error:
        unknown = [fault for fault in error.errors(include_url=False) if fault["type"] == "extra_forbidden"]
        if unknown:
            raise RequestValidationError([{**fault, "loc": ("body", *fault["loc"])} for fault in unknown]) from None


@router.put(
    "/v1/programs/{program}",
    roles=[PROGRAM_ADMIN],
    shared=OPEN,
    dependencies=[Depends(known_words)],
    responses=refusals(ProgramNamesDiffer, PolicyBreaksRules, CountiesMissing, EventTooLarge),
)
async def apply_program(program: Program, body: Policy, work: Work) -> AppliedView:
    """Publish a policy as the programme's next version; the same policy again changes nothing."""
    applied = await publish_program(work, program, body)
    outcome: Literal["published", "unchanged"] = "published" if applied.new else "unchanged"
    return AppliedView(program=program, version=applied.version, outcome=outcome, effective_on=body.effective_on)


@router.post(
    "/v1/programs/{program}/effects",
    roles=[PROGRAM_ADMIN],
    dependencies=[Depends(known_words)],
    responses=refusals(ProgramNamesDiffer, PolicyBreaksRules, CountiesMissing),
)
async def preview_program(program: Program, body: Policy, work: Work) -> EffectsView:
    """Whom a policy would affect if it were applied: numbers by county, nothing is changed."""
    found = await preview_policy(work, program, body)
    counties = [CountyEffects(**asdict(each)) for each in found.counties]
    return EffectsView(program=program, version=found.version, unchanged=found.unchanged, counties=counties)


@router.get("/v1/programs", roles=EVERYONE, impersonal=True, shared=OPEN)
async def list_programs(
    work: Work, county: CountyFilter = None, after: Annotated[str, Query(max_length=64)] = "", limit: Limit = 100
) -> ProgramsView:
    """Programmes by id; with `county` those that serve it."""
    return ProgramsView(items=[ProgramView.of(each) for each in await programs.listed(work, county, after, limit)])


@router.get("/v1/programs/{program}", roles=EVERYONE, impersonal=True, shared=OPEN, responses=refusals(ProgramUnknown))
async def read_program(program: Program, work: Work) -> PolicyView:
    """The latest version of a programme's policy, in force from `effective_on` on."""
    found = await programs.latest(work, program)
    if found is None:
        raise ProgramUnknown(program=program)
    return PolicyView.of(found)


@router.get(
    "/v1/programs/{program}/versions", roles=EVERYONE, impersonal=True, shared=OPEN, responses=refusals(ProgramUnknown)
)
async def list_versions(
    program: Program, work: Work, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0, limit: Limit = 100
) -> VersionsView:
    """Every version that was ever published, the oldest first."""
    found = await programs.versions(work, program, after, limit)
    if not found and await programs.latest(work, program) is None:
        raise ProgramUnknown(program=program)
    return VersionsView(items=[PolicyView.of(each) for each in found])


def _summary(published: Published) -> dict[str, Any]:
    policy = published.policy
    return {
        "program": published.program,
        "version": published.version,
        "title": policy.title,
        "state": policy.state,
        "effective_on": published.effective_on,
        "published_at": published.published_at,
        "counties": list(policy.zones),
    }
