"""Who still waits in a county, and who has been passed over: families who asked later and were proposed a partner before them."""

from dataclasses import dataclass
from uuid import UUID

from matching.domain.constraints import fits, may_serve
from matching.domain.optimum import rank
from matching.domain.priority import waiting_days
from matching.storage import lists, pools
from peerbridge.database.work import UnitOfWork

__all__ = ["Waiting", "show_waiting"]

MOST_TRIED = 20_000  # pairs: half a second of one core


@dataclass(frozen=True, slots=True)
class Waiting:
    """A family that waits: for how long, with which priority, how often it was passed over and how many noes there were.

    `possible`: partners who could be proposed to it now (None where so many wait that it was not tried).
    """

    request: UUID
    county: str
    days: int
    priority: int
    must_languages: tuple[str, ...]
    passed_over: int
    noes: int
    possible: int | None


async def show_waiting(work: UnitOfWork, county: str, limit: int) -> list[Waiting]:
    """The families of a county who wait for a proposal, those who come first before the others."""
    pool = await pools.of_county(work, county)
    serving = [each for each in pool.available if may_serve(each, pool.today)]
    waits = [each for each in pool.seekers if pool.waits(each)]
    first = sorted(waits, key=lambda each: (-rank(each, pool), each.request.request))[:limit]
    over = await lists.passed_over(work, [each.request.request for each in first])
    tried = len(first) * len(serving) <= MOST_TRIED
    found = [
        Waiting(
            request=each.request.request,
            county=each.request.county,
            days=waiting_days(each.request, pool.now),
            priority=rank(each, pool),
            must_languages=each.request.must_languages,
            passed_over=over.get(each.request.request, 0),
            noes=len(each.noes),
            possible=len({partner.entry.partner for partner in serving if fits(each, partner)}) if tried else None,
        )
        for each in first
    ]
    work.audit_shown("waiting families", found, lambda each: (each.request,))
    return found
