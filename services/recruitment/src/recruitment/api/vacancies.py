"""Vacancies: places that a programme looks for in a county, posted in the languages its families speak (P07)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.events.fields import County, Language, SlugId
from peerbridge.events.policy_selection import Modality
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER, SUPERVISOR
from peerbridge.web import Api, Body, Work, refusals
from recruitment.api.pages import BEGINNING, AfterId, Limit
from recruitment.domain.applications_errors import (
    CountyNotServed,
    PlacesBeyondCap,
    PostingLanguagesMissing,
    VacancyClosed,
)
from recruitment.domain.practice_errors import ModalityDiffers, NotReadyForPartners, NotRequired
from recruitment.domain.titles import Titles
from recruitment.domain.vacancies import Vacancy
from recruitment.storage import role_titles, vacancies
from recruitment.use_cases.vacancies import LookedFor, close_vacancy, look_for_partners

__all__ = ["router"]

router = Api(tags=["vacancies"])
STAFF = (COORDINATOR, PROGRAM_ADMIN)
READERS = (COORDINATOR, PROGRAM_ADMIN, SUPERVISOR, STATE_OFFICER)
MOST_REQUIREMENTS = 20
REFUSED = refusals(
    CountyNotServed, NotReadyForPartners, PostingLanguagesMissing, PlacesBeyondCap, NotRequired, ModalityDiffers
)
Announcement = Annotated[str, Field(min_length=1, max_length=10_000)]


class VacancyBody(Body):
    """How many partners are looked for where, of which language, and the announcement in each language.

    `modality`: how they work, as the programme has it (P66); `requirements`: degrees or skills that are asked for, by the
    policy's ids, and none that the policy does not ask for (P17).
    """

    program: SlugId
    county: County
    places: Annotated[int, Field(ge=1, le=1000)] = 1
    language: Language | None = None
    postings: dict[Language, Announcement]
    modality: Modality | None = None
    requirements: list[SlugId] = Field(default_factory=list, max_length=MOST_REQUIREMENTS)

    def asked(self) -> LookedFor:
        """Whom the programme looks for."""
        return LookedFor(
            places=self.places,
            language=self.language,
            postings={str(language): told for language, told in self.postings.items()},
            modality=self.modality,
            requirements=tuple(sorted(set(self.requirements))),
        )


class VacancyView(BaseModel):
    """A vacancy with its announcements; `role_titles`: what a partner is called, in each language of them (P64)."""

    id: UUID
    program: str
    county: str
    places: int
    language: str | None
    opened_on: date
    closed_on: date | None
    postings: dict[str, str]
    role_titles: dict[str, str]
    modality: Modality | None
    requirements: list[str]

    @classmethod
    def of(cls, vacancy: Vacancy, titles: Mapping[str, Titles]) -> Self:
        """The vacancy as it is shown; `titles`: by program."""
        called = titles.get(vacancy.program, Titles(vacancy.program))
        told = {name: getattr(vacancy, name) for name in cls.model_fields.keys() - {"role_titles", "requirements"}}
        named = {language: called.of(language) for language in vacancy.postings}
        return cls(**told, role_titles=named, requirements=list(vacancy.requirements))


class VacanciesView(BaseModel):
    """A page of open vacancies; `next`, where there may be more, is what to ask `after`."""

    items: list[VacancyView]
    next: UUID | None


@router.post(
    "/v1/vacancies",
    roles=STAFF,
    responses=REFUSED,
    status_code=201,
)
async def look_for(body: VacancyBody, work: Work) -> VacancyView:
    """Look for partners."""
    return await _shown(work, await look_for_partners(work, body.program, body.county, body.asked()))


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
    titles = await role_titles.of_programs(work, {each.program for each in found})
    items = [VacancyView.of(each, titles) for each in found]
    return VacanciesView(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/v1/vacancies/{vacancy}/closing", roles=STAFF, responses=refusals(NotVisible, VacancyClosed))
async def close(vacancy: UUID, work: Work) -> VacancyView:
    """The places are found, or no longer looked for."""
    return await _shown(work, await close_vacancy(work, vacancy))


async def _shown(work: UnitOfWork, vacancy: Vacancy) -> VacancyView:
    return VacancyView.of(vacancy, await role_titles.of_programs(work, [vacancy.program]))
