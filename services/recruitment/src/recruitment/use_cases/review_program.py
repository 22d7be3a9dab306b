"""A version comes into force: a job asks every case of its counties again, those that it left included."""

from peerbridge.database.work import UnitOfWork
from peerbridge.jobs import start_job
from recruitment.domain.programs import Version
from recruitment.storage import programs, rules
from recruitment.use_cases.review_pool import REVIEW_POOL

__all__ = ["review_due_programs", "review_program"]


async def review_program(work: UnitOfWork, version: Version) -> bool:
    """Start the job if the version's day has come in all its time zones; whether it was started."""
    if not await programs.come(work, version):
        return False
    await rules.change(work)
    counties = await programs.counties_ever(work, version.program)
    await start_job(work, REVIEW_POOL, version.program, tuple(counties))
    await programs.mark_reviewed(work, version)
    return True


async def review_due_programs(work: UnitOfWork, limit: int) -> int:
    """One round of the sweep, of the programs at home in the county; how many versions came into force."""
    due = await programs.to_review(work, work.scope.counties[0], limit)
    return sum([await review_program(work, version) for version in due])
