"""Places are looked for, and no longer."""

from collections.abc import Mapping
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7
from recruitment.domain.applications_errors import CountyNotServed
from recruitment.domain.vacancies import Vacancy, close, open_vacancy
from recruitment.storage import applications_places, applications_policies, vacancies

__all__ = ["close_vacancy", "look_for_partners"]


async def look_for_partners(
    work: UnitOfWork, program: str, county: str, places: int, language: str | None, postings: Mapping[str, str]
) -> Vacancy:
    """Open a vacancy (P07). Raises: CountyNotServed, PostingLanguagesMissing, PlacesBeyondCap."""
    if county not in work.scope.counties:
        raise CountyNotServed(program=program, county=county)
    here = await applications_policies.serving(work, program, county)
    taken = await applications_places.taken(work, program)
    fresh = Vacancy(uuid7(), program, county, here.zone, places, here.today, postings, language)
    made = open_vacancy(fresh, here.policy, taken=taken, looked_for=await vacancies.looked_for(work, program))
    await vacancies.store(work, made)
    return made


async def close_vacancy(work: UnitOfWork, vacancy: UUID) -> Vacancy:
    """Close a vacancy. Raises: NotVisible, VacancyClosed."""
    before = await vacancies.lock(work, vacancy)
    after = close(before, work.today(before.zone))
    await vacancies.store(work, after)
    return after
