"""Who has not answered is reminded once, some days before the last one, as the state's pool says."""

from datetime import timedelta

from matching.domain import news
from matching.domain.agreements import rules_of
from matching.storage import pairs, pool_versions
from peerbridge.database.work import UnitOfWork

__all__ = ["remind_proposals"]

EARLIEST = "Pacific/Honolulu"  # no American county but the farthest islands has an earlier date


async def remind_proposals(work: UnitOfWork, limit: int) -> int:
    """Remind those awaited in the county a sweep has come to; how many proposals."""
    reminded = 0
    published = await pool_versions.versions(work)
    for county in work.scope.counties:
        days = rules_of(published, county, work.today(EARLIEST)).policy.reminder_days
        if days == 0:
            continue
        found = await pairs.to_remind(work, county, work.today("Etc/UTC") + timedelta(days=days), limit)
        due = [each for each in found if 0 <= (each.expires_on - work.today(each.zone)).days <= days < each.days_given]
        await pairs.store_proposals(work, [each.reminded(work.business_now) for each in due])
        for each in due:
            for side in each.awaited:
                work.announce(news.answer_due(each, side), county=each.county, shared_with=each.shared_with)
        reminded += len(due)
    return reminded
