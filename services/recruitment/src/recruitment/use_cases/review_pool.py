"""A policy has changed: every case of its counties is asked again, a thousand at a time. What was decided is not rewritten."""

from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.jobs import CHUNK, Job
from recruitment.storage import case_facts, people
from recruitment.use_cases.decide_people import decide_people

__all__ = ["FIRST", "REVIEW_POOL", "review_pool"]

REVIEW_POOL = "review_pool"
FIRST = UUID(int=0)


async def review_pool(work: UnitOfWork, job: Job) -> str:
    """One chunk: the next cases of one county. The cursor is `<county>/<last case>`, so that each chunk reads its own rows only."""
    county, _, last = job.cursor.partition("/")
    county = county or job.counties[0]
    parents, upto = await case_facts.parents_in(work, county, UUID(last) if last else FIRST, CHUNK)
    await decide_people(work, await people.lock(work, people=parents))
    if upto is not None:
        return f"{county}/{upto}"
    following = [each for each in job.counties if each > county]
    return f"{following[0]}/" if following else ""
