"""Vacancies: places that a programme looks for in a county, posted in the languages its families speak (P07)."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from peerbridge.errors import NotVisible
from peerbridge.events.fields import County, Language, SlugId
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.web import Api, Body, Work, refusals
from recruitment.api.pages import BEGINNING, AfterId, Limit
from recruitment.domain.applications_errors import (
    CountyNotServed,
    PlacesBeyondCap,
    PostingLanguagesMissing,
    VacancyClosed,
)
from recruitment.domain.vacancies import Vacancy
from recruitment.storage import vacancies
from recruitment.use_cases.vacancies import close_vacancy, look_for_partners

__all__ = ["router"]

router = Api(tags=["vacancies"])
STAFF = (COORDINATOR, PROGRAM_ADMIN)
READERS = (COORDINATOR, PROGRAM_ADMIN, SUPERVISOR, STATE_OFFICER)
Announcement = Annotated[str, Field(min_length=1, max_length=10_000)]


class VacancyBody(Body):
    """How many partners are looked for where, of which language, and the announcement in each language."""

    program: SlugId
    county: County
    places: Annotated[int, Field(ge=1, le=1000)] = 1
    language: Language | None = None
    postings: dict[Language, Announcement]


class VacancyView(BaseModel):
    """A vacancy with its announcements."""

    id: UUID
    program: str
    county: str
    places: int
    language: str | None
    opened_on: date
    closed_on: date | None
    postings: dict[str, str]

    @classmethod
    def of(cls, vacancy: Vacancy) -> Self:
        """The vacancy as it is shown."""
        return cls(**{name: getattr(vacancy, name) for name in cls.model_fields})


class VacanciesView(BaseModel):
    """A page of open vacancies; `next`, where there may be more, is what to ask `after`."""

    items: list[VacancyView]
    next: UUID | None


@router.post(
    "/v1/vacancies",
    roles=STAFF,
    responses=refusals(CountyNotServed, PostingLanguagesMissing, PlacesBeyondCap),
    status_code=201,
)
async def look_for(body: VacancyBody, work: Work) -> VacancyView:
    """Look for partners."""
    postings = {str(language): told for language, told in body.postings.items()}
    made = await look_for_partners(work, body.program, body.county, body.places, body.language, postings)
    return VacancyView.of(made)


@router.get("/v1/vacancies", roles=READERS, impersonal=True)
async def open_vacancies(
    work: Work,
    *,
    county: County | None = None,
    program: SlugId | None = None,
    after: AfterId = BEGINNING,
    limit: Limit = 100,
) -> VacanciesView:
    """Open vacancies of the caller's counties, the oldest first."""
    found = await vacancies.listed(work, county=county, program=program, after=after, limit=limit)
    items = [VacancyView.of(each) for each in found]
    return VacanciesView(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/v1/vacancies/{vacancy}/closing", roles=STAFF, responses=refusals(NotVisible, VacancyClosed))
async def close(vacancy: UUID, work: Work) -> VacancyView:
    """The places are found, or no longer looked for."""
    return VacancyView.of(await close_vacancy(work, vacancy))
