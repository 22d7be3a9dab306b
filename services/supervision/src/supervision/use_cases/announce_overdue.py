"""What was not done by its day is announced once.

To the supervisor, or to whoever looks after their partners (complaint 5).
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.supervision import CheckInOverdue, FirstContactOverdue, SessionMissed
from supervision.domain.check_ins import CheckIn, following, overdue
from supervision.domain.register import Register
from supervision.domain.relation import Relation, too_late
from supervision.domain.rules import Rules
from supervision.domain.sessions import missed
from supervision.storage import check_ins, policies, relations, sessions, supervisors
from supervision.use_cases.derived import id_after
from supervision.use_cases.record_attendance import set_next
from supervision.use_cases.settle_relations import scheduled_news

__all__ = ["announce_late_check_ins", "announce_late_contacts", "announce_missed_sessions"]


async def announce_late_contacts(work: UnitOfWork, limit: int) -> int:
    """First contacts whose day has passed; how many."""
    late = await relations.late(work, limit)
    await relations.store(work, [too_late(each) for each in late])
    register = await supervisors.register(work, work.scope.counties) if late else None
    for each in late:
        if each.first_contact_due is None:
            continue
        told = _acting(work, each, register)
        news = FirstContactOverdue(
            match=each.match, partner=each.partner, supervisor=told, due_on=each.first_contact_due
        )
        work.announce(news, county=each.county, shared_with=each.shared_with)
    return len(late)


async def announce_late_check_ins(work: UnitOfWork, limit: int) -> int:
    """Check-ins whose day has passed; each stays open, and the next is set one cadence after it. How many."""
    late = await check_ins.late(work, limit)
    if not late:
        return 0
    of = await relations.load(work, {each.match for each in late})
    versions = await policies.load(work, {each.program for each in of.values()})
    following_ones = [_following(each, of, versions) for each in late]
    await check_ins.store(work, [*map(overdue, late), *(each for each in following_ones if each)])
    register = await supervisors.register(work, work.scope.counties)
    for each, then in zip(late, following_ones, strict=True):
        told = _acting(work, of[each.match], register)
        news = CheckInOverdue(
            match=each.match, check_in=each.check_in, partner=each.partner, supervisor=told, due_on=each.due_on
        )
        work.announce(news, county=each.county, shared_with=each.shared_with)
        if then:
            work.announce(scheduled_news(then, told), county=each.county, shared_with=each.shared_with)
    return len(late)


async def announce_missed_sessions(work: UnitOfWork, limit: int) -> int:
    """Sessions whose day has passed; the next of each series is set. How many."""
    late = await sessions.late(work, limit)
    if not late:
        return 0
    gone = [missed(each) for each in late]
    await sessions.store(work, gone)
    await set_next(work, gone)
    for each in gone:
        news = SessionMissed(partner=each.partner, session=each.session, due_on=each.due_on)
        work.announce(news, county=each.county, shared_with=each.shared_with)
    return len(late)


def _following(
    late: CheckIn, of: Mapping[UUID, Relation], versions: Mapping[str | None, Sequence[Rules]]
) -> CheckIn | None:
    relation = of[late.match]
    check_in = id_after(late.check_in, "check-in", late.due_on)
    return following(relation, versions[relation.program], since=late.due_on, check_in=check_in)


def _acting(work: UnitOfWork, relation: Relation, register: Register | None) -> UUID | None:
    if register is None:
        return relation.supervisor
    return register.acting(relation.supervisor, relation.county, on=relation.today(work.business_now))
