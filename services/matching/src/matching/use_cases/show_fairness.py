"""How fair matching is over the counties a reader holds: what was told of each, the worst of them, and the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from matching.storage import measured
from matching.use_cases.measure import FAIRNESS, SUPPLY
from peerbridge.database.work import UnitOfWork

__all__ = ["CountyFairness", "Fairness", "Supply", "show_fairness"]

Told = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class CountyFairness:
    """A county's figures; null where too few people stand behind one."""

    county: str
    measured_on: date
    figures: Told


@dataclass(frozen=True, slots=True)
class Supply:
    """Who waits for a language in a county, and who speaks it there."""

    county: str
    language: str
    figures: Told


@dataclass(frozen=True, slots=True)
class Fairness:
    """The whole. `ratio`: the worst county's p90 wait to the median of the counties'; shares are per cent of what is told."""

    worst_county: str | None
    worst_p90_days: int | None
    ratio: float | None
    long_waiting_percent: float | None
    language_served_percent: float | None
    language_attainable_percent: float | None
    served_of_most_percent: float | None
    overrides: dict[str, int]
    counties: tuple[CountyFairness, ...]
    supply: tuple[Supply, ...]


async def show_fairness(work: UnitOfWork) -> Fairness:
    """What was last told of the reader's counties; overrides by reason are counted over all of them."""
    found = await measured.of(work, work.scope.counties)
    reasons: dict[str, int] = {}
    for told in (await measured.overrides(work, work.scope.counties)).values():
        for reason, n in told.items():
            reasons[reason] = reasons.get(reason, 0) + n
    counties = [CountyFairness(row.county, row.measured_on, row.figures) for row in found if row.what == FAIRNESS]
    supply = [
        Supply(row.county, row.what.removeprefix(SUPPLY), row.figures) for row in found if row.what.startswith(SUPPLY)
    ]
    waits = {each.county: days for each in counties if (days := each.figures["p90_wait_days"]) is not None}
    worst = max(sorted(waits), key=lambda county: waits[county], default=None)
    middle = median(waits.values()) if waits else 0
    figures = [each.figures for each in counties]
    return Fairness(
        worst_county=worst,
        worst_p90_days=waits[worst] if worst else None,
        ratio=round(waits[worst] / middle, 2) if worst and middle else None,
        long_waiting_percent=percent(figures, "long_waiting", "waiting"),
        language_served_percent=percent(figures, "language_served", "language_asked"),
        language_attainable_percent=percent(figures, "language_attainable", "language_asked"),
        served_of_most_percent=percent(figures, "served", "most_served"),
        overrides=reasons,
        counties=tuple(counties),
        supply=tuple(supply),
    )


def percent(figures: Sequence[Told], part: str, whole: str) -> float | None:
    """A share over the counties that tell both; None where none does."""
    pairs = [(one, all_) for each in figures if (one := each[part]) is not None and (all_ := each[whole]) is not None]
    total = sum(all_ for _, all_ in pairs)
    return round(100 * sum(one for one, _ in pairs) / total, 1) if total else None
