"""A check-in was held: the next one is set, and older ones nobody held are let go."""

from datetime import date
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible
from peerbridge.events.supervision import CheckInCompleted
from supervision.domain.check_ins import CheckIn, completed, dropped, following
from supervision.storage import check_ins, policies, relations
from supervision.use_cases.derived import id_after
from supervision.use_cases.settle_relations import scheduled_news

__all__ = ["complete_check_in"]


async def complete_check_in(work: UnitOfWork, check_in: UUID, on: date) -> CheckIn:
    """Record that a check-in was held on a day. Raises: NotVisible, CheckInOver, NotYetHappened."""
    found = await check_ins.load(work, check_in)
    if found is None:
        raise NotVisible
    await work.lock(found.match)
    relation = (await relations.lock(work, [found.match]))[found.match]
    at_hand = {each.check_in: each for each in await check_ins.open_of(work, [found.match])}
    held = completed(at_hand.get(check_in, found), on, today=relation.today(work.business_now))
    others = [each for each in at_hand.values() if each.check_in != check_in]
    older = dropped((each for each in others if each.due_on <= held.due_on), "missed")
    following_one = None
    if not any(each.due_on > held.due_on for each in others):
        versions = (await policies.load(work, [relation.program]))[relation.program]
        since = max(on, relation.assigned_on or on)
        following_one = following(relation, versions, since=since, check_in=id_after(check_in, "check-in", since))
    await check_ins.store(work, [held, *older, *([following_one] if following_one else [])])
    news = CheckInCompleted(match=held.match, check_in=check_in, partner=held.partner, completed_on=on)
    work.announce(news, county=held.county, shared_with=held.shared_with)
    if following_one:
        told = scheduled_news(following_one, relation.supervisor)
        work.announce(told, county=held.county, shared_with=held.shared_with)
    return held
