"""Begin the series of support sessions that a program holds for its partners (P47, P48)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from peerbridge.database.work import UnitOfWork
from peerbridge.ids import uuid7
from supervision.domain.calendar import day_of
from supervision.domain.certification import Certification
from supervision.domain.rules import Rules, in_force, zone_in
from supervision.domain.sessions import Session, first
from supervision.storage import certifications, policies, sessions

__all__ = ["plan", "plan_waiting"]


async def plan_waiting(work: UnitOfWork, limit: int, *, programs: Sequence[str] | None = None) -> int:
    """Begin the sessions of up to `limit` partners in service whose program's policy has become known.

    How many went on.
    """
    return await plan(work, await certifications.unplanned(work, limit, programs=programs))


async def plan(work: UnitOfWork, waiting: Iterable[Certification]) -> int:
    """Begin the sessions of these partners where the policy is known; how many went on."""
    partners = [each for each in waiting if each.in_service and not each.planned]
    known = await policies.load(work, {each.program for each in partners})
    ready = [each for each in partners if known[each.program]]
    begun = [session for each in ready for session in _first_sessions(work, each, known[each.program])]
    await sessions.store(work, begun)
    await certifications.store(work, [replace(each, planned=True) for each in ready])
    return len(ready)


def _first_sessions(work: UnitOfWork, of: Certification, versions: Sequence[Rules]) -> list[Session]:
    zone = zone_in(versions, of.county)
    rules = in_force(versions, day_of(work.business_now, zone)) if zone else None
    if rules is None or zone is None:
        return []
    return [first(of, series, zone, now=work.business_now, session=uuid7()) for series in rules.series]
