"""Tell how fair matching is in a county and what it lacks: daily, and where a figure changed."""

import asyncio
from datetime import date

from matching.domain import fairness
from matching.storage import measured, pools
from matching.storage.tables import MeasuredRow
from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event
from peerbridge.events.measures import FairnessMeasured, SupplyMeasured

__all__ = ["FAIRNESS", "SUPPLY", "measure"]

FAIRNESS, SUPPLY = "fairness", "supply:"


async def measure(work: UnitOfWork, _limit: int) -> int:
    """Measure the county a sweep has come to; how many figures were told."""
    return sum([await _measure(work, county) for county in work.scope.counties])


async def _measure(work: UnitOfWork, county: str) -> int:
    pool = await pools.load(work, county)
    before = {row.what: row for row in await measured.of(work, [county])}
    reasons = (await measured.overrides(work, [county])).get(county, {})
    exact = await asyncio.to_thread(fairness.fairness, pool, await measured.served(work, county), sum(reasons.values()))
    known = [what.removeprefix(SUPPLY) for what in before if what.startswith(SUPPLY)]
    now = {FAIRNESS: fairness.told(exact, pool.rules.policy)}
    now |= {f"{SUPPLY}{language}": told for language, told in fairness.supply(pool, known).items()}
    if not before and not exact.waiting + exact.served + len(pool.available):
        return 0
    new = [
        what
        for what in now
        if what not in before or (before[what].measured_on, before[what].figures) != (pool.today, now[what])
    ]
    await measured.store(
        work, [MeasuredRow(county=county, what=what, measured_on=pool.today, figures=now[what]) for what in new]
    )
    for what in new:
        work.announce(_said(county, what, pool.today, now[what]), county=county)
    return len(new)


def _said(county: str, what: str, day: date, figures: dict[str, int | None]) -> Event:
    """The event that tells a figure."""
    told = {"county": county, "measured_on": day, **figures}
    if what == FAIRNESS:
        return FairnessMeasured.model_validate(told)
    return SupplyMeasured.model_validate({**told, "language": what.removeprefix(SUPPLY)})
