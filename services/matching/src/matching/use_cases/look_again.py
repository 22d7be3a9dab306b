"""Whatever may make a pair possible leaves a job per county in which somebody waits.

The job proposes under that county's scope.

So a parent's or partner's own transaction, which sees nobody else, still leads to the next proposal.
"""

from collections.abc import Iterable

from matching.storage import waiting
from peerbridge.database.work import UnitOfWork
from peerbridge.jobs import start_job

__all__ = ["PROPOSE", "look_again"]

PROPOSE = "propose"


async def look_again(work: UnitOfWork, counties: Iterable[str]) -> None:
    """Have the waiting families of these counties looked at, once this transaction is committed."""
    for county in await waiting.counties(work, counties):
        await start_job(work, PROPOSE, county, (county,))
