"""Decide what relations still lack: first contact's day, supervisor, first check-in.

Run by whichever input comes last, and by the sweep.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event
from peerbridge.events.supervision import CheckInScheduled, SupervisorAssigned
from supervision.domain import check_ins as meetings
from supervision.domain import relation as relations_of
from supervision.domain.check_ins import CheckIn
from supervision.domain.register import Register
from supervision.domain.relation import Relation
from supervision.domain.rules import Rules, in_force
from supervision.storage import check_ins, policies, relations, supervisors
from supervision.use_cases.derived import id_after

__all__ = ["settle", "settle_waiting"]

Policies = Mapping[str | None, Sequence[Rules]]
Causes = Mapping[UUID, Event]


async def settle_waiting(work: UnitOfWork, limit: int, *, programs: Sequence[str] | None = None) -> int:
    """Settle up to `limit` relations that wait in the scope's counties; how many went on."""
    return await settle(work, await relations.waiting(work, limit, programs=programs), {})


async def settle(work: UnitOfWork, waiting: Iterable[Relation], because: Causes) -> int:
    """Take these relations as far as what is known allows; how many went on. `because`: the fact heard, by match."""
    before = {each.match: each for each in waiting}
    known = await policies.load(work, {each.program for each in before.values()})
    planned = [relations_of.planned(each, known[each.program]) for each in before.values()]
    settled = await _assign(work, planned, known)
    changed = [each for each in settled if each != before[each.match]]
    supervised = [each for each in changed if each.supervisor is not None]
    first = [each for each in supervised if before[each.match].assigned_on is None]
    scheduled = [meeting for each in first if (meeting := _first_check_in(each, known))]
    await relations.store(work, changed)
    await supervisors.note(work, supervised)
    await check_ins.store(work, scheduled)
    _announce(work, supervised, {each.match: each for each in scheduled}, because)
    return len(changed)


async def _assign(work: UnitOfWork, planned: Sequence[Relation], known: Policies) -> list[Relation]:
    """One after the other in the order of their ids, each seeing what the one before has taken."""
    ready = sorted((each for each in planned if each.waiting_for == "supervisor"), key=lambda each: each.match)
    if not ready:
        return list(planned)
    register = await supervisors.lock_register(work, {each.county for each in ready})
    settled = [each for each in planned if each.waiting_for != "supervisor"]
    for each in ready:
        assigned = _assigned(work, each, register, known[each.program])
        if assigned.supervisor is not None:
            register = register.with_partner(assigned.supervisor, assigned.partner)
        settled.append(assigned)
    return settled


def _assigned(work: UnitOfWork, relation: Relation, register: Register, versions: Sequence[Rules]) -> Relation:
    today = relation.today(work.business_now)
    rules = in_force(versions, today)
    most, lived = (rules.supervisor_span, rules.lived_experience) if rules else (0, False)
    chosen = register.choose(relation.county, relation.partner, on=today, most=most, lived_experience=lived)
    return relations_of.assigned(relation, chosen, now=work.business_now) if chosen else relation


def _first_check_in(relation: Relation, known: Policies) -> CheckIn | None:
    if relation.assigned_on is None:
        return None
    check_in = id_after(relation.match, "check-in", relation.assigned_on)
    return meetings.following(relation, known[relation.program], since=relation.assigned_on, check_in=check_in)


def _announce(
    work: UnitOfWork, supervised: Iterable[Relation], scheduled: Mapping[UUID, CheckIn], because: Causes
) -> None:
    for each in supervised:
        if each.supervisor is None:
            continue
        news: list[Event] = [SupervisorAssigned(match=each.match, partner=each.partner, supervisor=each.supervisor)]
        if meeting := scheduled.get(each.match):
            news.append(scheduled_news(meeting, each.supervisor))
        work.announce(*news, county=each.county, shared_with=each.shared_with, because=because.get(each.match))


def scheduled_news(check_in: CheckIn, supervisor: UUID | None) -> CheckInScheduled:
    """The announcement of a check-in."""
    return CheckInScheduled(
        match=check_in.match,
        check_in=check_in.check_in,
        partner=check_in.partner,
        supervisor=supervisor,
        due_on=check_in.due_on,
    )
