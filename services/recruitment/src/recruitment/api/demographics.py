"""Whether partners reflect the families served (P07): counts in, gaps out, small counts of families and partners never."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Request
from pydantic import BaseModel, Field

from peerbridge.errors import BeyondCounties, NotVisible
from peerbridge.events.fields import County, Language, SlugId
from peerbridge.identity import CANDIDATE, COORDINATOR, PARTNER, PROGRAM_ADMIN, STATE_OFFICER
from peerbridge.web import Api, Body, Work, refusals
from recruitment.api.pages import Limit
from recruitment.domain.applications_errors import ApplicationClosed, DateOutOfBounds
from recruitment.domain.demographics import Dimension, Gap, Group, told_counts
from recruitment.settings import Settings
from recruitment.storage import demographics
from recruitment.use_cases.demographics import CountyGaps, describe_oneself, enter_served, gaps_of

__all__ = ["router"]

router = Api(tags=["demographics"])
ENTERING = (COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER)
MOST_GROUPS = 100
Families = Annotated[int, Field(ge=0, le=10_000_000)]
InCounty = Annotated[County, Path(description="five-digit FIPS")]


class ServedBody(Body):
    """Families served in a county by language and by culture, as of a day; a family may be of several."""

    as_of: date
    languages: dict[Language, Families] = Field(default_factory=dict)
    cultures: dict[SlugId, Families] = Field(default_factory=dict, max_length=MOST_GROUPS)

    def groups(self) -> dict[Group, int]:
        """The counts as the rules see them."""
        languages: dict[Group, int] = {("language", name): n for name, n in self.languages.items()}
        cultures: dict[Group, int] = {("culture", name): n for name, n in self.cultures.items()}
        return languages | cultures


class ServedView(BaseModel):
    """A county's counts; None where there are so few families that the count, or another with it, might show one."""

    county: str
    as_of: date | None
    languages: dict[str, int | None]
    cultures: dict[str, int | None]


class DescriptionBody(Body):
    """What somebody says of themselves, of their own will; empty lists say nothing any more."""

    languages: list[Language] = Field(default_factory=list, max_length=MOST_GROUPS)
    cultures: list[SlugId] = Field(default_factory=list, max_length=MOST_GROUPS)


class GapView(BaseModel):
    """One group. `share`: of the families; `needed`: further partners with whom as many would be of it; None where suppressed."""

    dimension: Dimension
    value: str
    families: int | None
    share: float | None
    partners: int | None
    needed: int | None

    @classmethod
    def of(cls, gap: Gap) -> Self:
        """The gap as it is shown."""
        return cls(**asdict(gap))


class CountyGapsView(BaseModel):
    """The gaps of one county, the largest need first; `partners`: certified ones at home there."""

    county: str
    as_of: date | None
    partners: int
    gaps: list[GapView]

    @classmethod
    def of(cls, found: CountyGaps) -> Self:
        """A county's gaps as they are shown."""
        gaps = [GapView.of(each) for each in found.gaps]
        return cls(county=found.county, as_of=found.as_of, partners=found.partners, gaps=gaps)


@router.put(
    "/v1/counties/{county}/families-served", roles=ENTERING, responses=refusals(BeyondCounties, DateOutOfBounds)
)
async def enter(county: InCounty, body: ServedBody, work: Work, request: Request) -> ServedView:
    """Enter a county's counts of families in place of those before."""
    await enter_served(work, county, body.as_of, body.groups())
    return _served(county, body.groups(), body.as_of, _least(request))


@router.get("/v1/counties/{county}/families-served", roles=ENTERING, impersonal=True)
async def entered(county: InCounty, work: Work, request: Request) -> ServedView:
    """A county's counts of families; empty where none were entered, or the county is not the caller's."""
    served, as_of = await demographics.served_in(work, county)
    return _served(county, served, as_of, _least(request))


@router.put(
    "/v1/applications/{application}/description",
    roles=(COORDINATOR, PROGRAM_ADMIN, CANDIDATE, PARTNER),
    responses=refusals(NotVisible, ApplicationClosed),
    status_code=204,
)
async def describe(application: UUID, body: DescriptionBody, work: Work) -> None:
    """Say which languages one speaks and which cultures are one's own."""
    await describe_oneself(work, application, body.languages, body.cultures)


@router.get("/v1/programs/{program}/demographics", roles=ENTERING, impersonal=True)
async def compare(
    program: SlugId,
    work: Work,
    request: Request,
    county: County | None = None,
    after: County | None = None,
    limit: Limit = 1000,
) -> list[CountyGapsView]:
    """Families served against partners in each county of the caller's, and how many partners more would reflect them.

    In the order of the counties' codes; `after`: the last county of the page before.
    """
    found = await gaps_of(work, program, county, _least(request), after=after or "", limit=limit)
    return [CountyGapsView.of(each) for each in found]


def _served(county: str, served: Mapping[Group, int], as_of: date | None, least: int) -> ServedView:
    told = told_counts(served, least)
    return ServedView(
        county=county,
        as_of=as_of,
        languages={value: n for (dimension, value), n in told.items() if dimension == "language"},
        cultures={value: n for (dimension, value), n in told.items() if dimension == "culture"},
    )


def _least(request: Request) -> int:
    settings: Settings = request.app.state.runtime.settings
    return settings.small_count
