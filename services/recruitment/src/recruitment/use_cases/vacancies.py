"""Places are looked for, and no longer."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7
from recruitment.domain.applications_errors import CountyNotServed
from recruitment.domain.checklist import check_gate
from recruitment.domain.modalities import Modality
from recruitment.domain.vacancies import Vacancy, close, open_vacancy
from recruitment.storage import applications_places, applications_policies, checklists, vacancies

__all__ = ["LookedFor", "close_vacancy", "look_for_partners"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedFor:
    """Whom a program looks for: how many, of which language, working how (P66), and what they are asked for (P17)."""

    places: int
    language: str | None
    postings: Mapping[str, str]
    modality: Modality | None = None
    requirements: tuple[str, ...] = ()


async def look_for_partners(work: UnitOfWork, program: str, county: str, asked: LookedFor) -> Vacancy:
    """Open a vacancy (P07). Raises: CountyNotServed, NotReadyForPartners, and as `open_vacancy`."""
    if county not in work.scope.counties:
        raise CountyNotServed(program=program, county=county)
    here = await applications_policies.serving(work, program, county)
    confirmed = {each.element for each in await checklists.confirmed(work, program, county)}
    check_gate(here.policy, county, "vacancies", confirmed)
    taken = await applications_places.taken(work, program)
    fresh = Vacancy(
        id=uuid7(),
        program=program,
        county=county,
        zone=here.zone,
        places=asked.places,
        opened_on=here.today,
        postings=asked.postings,
        language=asked.language,
        modality=asked.modality,
        requirements=asked.requirements,
    )
    made = open_vacancy(fresh, here.policy, taken=taken, looked_for=await vacancies.looked_for(work, program))
    await vacancies.store(work, made)
    return made


async def close_vacancy(work: UnitOfWork, vacancy: UUID) -> Vacancy:
    """Close a vacancy. Raises: NotVisible, VacancyClosed."""
    before = await vacancies.lock(work, vacancy)
    after = close(before, work.today(before.zone))
    await vacancies.store(work, after)
    return after
