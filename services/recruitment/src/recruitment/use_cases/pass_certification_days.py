"""Days pass: ends are announced, certifications lapse, partners with overdue trainings are suspended."""

from peerbridge.database.work import UnitOfWork
from recruitment.domain.certification_dates import as_days_pass
from recruitment.storage import certifications

__all__ = ["pass_certification_days"]


async def pass_certification_days(work: UnitOfWork, limit: int) -> int:
    """Make every transition that has become due in the scope's county, at most `limit`; how many there were."""
    passed = [as_days_pass(each, work.today(each.zone)) for each in await certifications.due(work, limit)]
    await certifications.store(work, [after for after, _ in passed])
    for after, news in passed:
        work.announce(*news, county=after.county, shared_with=after.shared_with)
    return len(passed)
