"""The register of supervisors is kept by the coordinators of their counties."""

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BeyondCounties, Forbidden
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN
from supervision.domain.register import Register, Supervisor
from supervision.domain.relation import released
from supervision.storage import relations, supervisors
from supervision.use_cases.settle_relations import settle, settle_waiting

__all__ = ["register_supervisor"]

AT_ONCE = 500  # who waits beyond this goes on with the sweep


async def register_supervisor(work: UnitOfWork, supervisor: Supervisor) -> Register:
    """Keep a supervisor; matches that waited for one go on, and those of a county no longer served get another.

    Raises: BeyondCounties, Forbidden (only coordinators change counties and span; supervisors may note their
    own absence).
    """
    await supervisors.lock_register(work, supervisor.counties)
    known = await supervisors.load(work, supervisor.person)
    _check(work, known, supervisor)
    await supervisors.store(work, supervisor)
    for county in supervisor.counties:
        work.audit(action="register", what="supervisor", subject=supervisor.person, county=county)
    if known is not None:
        await _release(work, known, supervisor)
    await settle_waiting(work, AT_ONCE)
    return await supervisors.register(work, supervisor.counties)


def _check(work: UnitOfWork, known: Supervisor | None, asked: Supervisor) -> None:
    caller = work.principal
    if caller is None:
        return
    same = known is not None and set(known.counties) == set(asked.counties) and known.span == asked.span
    if not caller.holds(COORDINATOR, PROGRAM_ADMIN) and not (same and caller.person == asked.person):
        raise Forbidden(roles=f"{COORDINATOR}, {PROGRAM_ADMIN}")
    kept = set(known.counties) if known else set()
    if not set(asked.counties) ^ kept <= set(caller.counties):
        raise BeyondCounties


async def _release(work: UnitOfWork, known: Supervisor, asked: Supervisor) -> None:
    """Matches of counties that the supervisor no longer serves wait for another one.

    And are given one where there is.
    """
    if set(known.counties) <= set(asked.counties):
        return
    found = await relations.supervised_by(work, asked.person, outside=asked.counties)
    left = [released(each, now=work.business_now) for each in found]
    await relations.store(work, left)
    await supervisors.free(work, [each.match for each in left])
    await settle(work, left, {})
