"""The register of supervisors is kept by the coordinators of their counties."""

from dataclasses import replace

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BeyondCounties, Forbidden
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN
from supervision.domain.register import Register, Supervisor
from supervision.domain.relation import Relation, released
from supervision.domain.rules import in_force
from supervision.storage import policies, relations, supervisors
from supervision.use_cases.settle_relations import settle, settle_waiting

__all__ = ["register_supervisor"]

AT_ONCE = 500  # who waits beyond this goes on with the sweep


async def register_supervisor(work: UnitOfWork, asked: Supervisor, *, lived_experience: bool | None) -> Register:
    """Keep a supervisor; matches that waited for one go on, and those they may no longer supervise get another.

    `lived_experience`: None leaves it as it is known. Raises: BeyondCounties, Forbidden (only coordinators change
    counties, span and lived experience; supervisors may note their own absence).
    """
    await supervisors.lock_register(work, asked.counties)
    known = await supervisors.load(work, asked.person)
    before = known is not None and known.lived_experience
    supervisor = replace(asked, lived_experience=before if lived_experience is None else lived_experience)
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
    same = known is not None and _terms(known) == _terms(asked)
    if not caller.holds(COORDINATOR, PROGRAM_ADMIN) and not (same and caller.person == asked.person):
        raise Forbidden(roles=f"{COORDINATOR}, {PROGRAM_ADMIN}")
    kept = set(known.counties) if known else set()
    if not set(asked.counties) ^ kept <= set(caller.counties):
        raise BeyondCounties


def _terms(supervisor: Supervisor) -> tuple[frozenset[str], int, bool]:
    """What only a coordinator says of a supervisor."""
    return frozenset(supervisor.counties), supervisor.span, supervisor.lived_experience


async def _release(work: UnitOfWork, known: Supervisor, asked: Supervisor) -> None:
    """Matches that the supervisor may no longer supervise wait for another one, and are given one where there is.

    Those of counties no longer served, and of programs that require the lived experience they turn out not to have (P44).
    """
    found: list[Relation] = []
    if not set(known.counties) <= set(asked.counties):
        found += await relations.supervised_by(work, asked.person, outside=asked.counties)
    if known.lived_experience and not asked.lived_experience:
        found += await _that_require_it(work, asked)
    if not found:
        return
    left = [released(each, now=work.business_now) for each in {each.match: each for each in found}.values()]
    await relations.store(work, left)
    await supervisors.free(work, [each.match for each in left])
    await settle(work, left, {})


async def _that_require_it(work: UnitOfWork, asked: Supervisor) -> list[Relation]:
    found = await relations.supervised_by(work, asked.person)
    known = await policies.load(work, {each.program for each in found})
    rules = {each.match: in_force(known[each.program], each.today(work.business_now)) for each in found}
    return [each for each in found if (asks := rules[each.match]) is not None and asks.lived_experience]
