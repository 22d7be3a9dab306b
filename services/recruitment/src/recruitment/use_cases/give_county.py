"""A person says the county of a case whose source did not; from then on it flows as if it had arrived so."""

from dataclasses import replace
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from recruitment.domain.cases import Case
from recruitment.domain.errors import CountyNotYours, NotWaitingForCounty
from recruitment.storage import case_index, cases, people, waiting
from recruitment.storage.case_index import case_digest
from recruitment.use_cases.settle_cases import settle_cases

__all__ = ["give_county"]


async def give_county(work: UnitOfWork, waiting_id: UUID, county: str) -> Case:
    """Count a waiting case in `county`, which the caller must hold.

    Raises: NotVisible, CountyNotYours, NotWaitingForCounty.
    """
    if county not in work.scope.counties:
        raise CountyNotYours(county=county)
    seen = (await cases.load(work, [waiting_id])).get(waiting_id)
    if seen is None:
        raise NotWaitingForCounty if await waiting.is_faulty(work, waiting_id) else NotVisible
    await case_index.lock(work, {case_digest(seen.source, seen.source_case): seen.county})
    case = (await cases.load(work, [waiting_id]))[waiting_id]
    if not case.waiting:
        raise NotWaitingForCounty
    parents = await people.lock(work, people=case.parents)
    after = replace(case, assigned_county=county, waiting_since=None)
    await settle_cases(work, [(case, after)], parents)
    return after
