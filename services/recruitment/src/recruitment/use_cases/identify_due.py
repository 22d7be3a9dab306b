"""The date has come: who has waited as long as the program asks is identified (P01, P02)."""

from peerbridge.database.work import UnitOfWork
from recruitment.storage import candidates, people, rules
from recruitment.use_cases.decide_people import decide_people

__all__ = ["identify_due"]


async def identify_due(work: UnitOfWork, limit: int) -> int:
    """One round of the county's sweep; how many standings changed. Each is decided again from its facts."""
    county = work.scope.counties[0]
    today = await rules.latest_day(work, county)
    if today is None:
        return 0
    waiting = await candidates.due(work, county, today, limit)
    if not waiting:
        return 0
    return await decide_people(work, await people.take_free(work, waiting))
