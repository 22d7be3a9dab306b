"""How fair matching is over the counties a reader holds: what was told of each, of their states, and where to recruit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matching.storage import measured
from matching.storage.measured import FAIRNESS, STATE, SUPPLY
from matching.storage.tables import MeasuredRow
from peerbridge.database.work import UnitOfWork
from peerbridge.programs.states import STATE_OF

__all__ = ["CountyFairness", "Fairness", "StateFairness", "Supply", "show_fairness"]

Told = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class CountyFairness:
    """A county's figures; null where too few people stand behind one."""

    county: str
    measured_on: date
    figures: Told


@dataclass(frozen=True, slots=True)
class StateFairness:
    """A whole state's figures, and of them in per cent: those who wait too long, who are served, and who are matched of the most."""

    state: str
    measured_on: date
    figures: Told
    long_waiting_percent: float | None
    language_served_percent: float | None
    language_attainable_percent: float | None
    served_of_most_percent: float | None
    matched_of_most_percent: float | None


@dataclass(frozen=True, slots=True)
class Supply:
    """Who waits for a language in a county, who speaks it there, and what one more would bring."""

    county: str
    language: str
    figures: Told


@dataclass(frozen=True, slots=True)
class Fairness:
    """The whole. `ratio`: the worst county's p90 wait to the p90 wait of all families of its state; shares are per cent of what is told.

    `recruit_here`: where one more partner who speaks the language would serve one family more, or serve better; most worth first.
    """

    worst_county: str | None
    worst_p90_days: int | None
    ratio: float | None
    long_waiting_percent: float | None
    language_served_percent: float | None
    language_attainable_percent: float | None
    served_of_most_percent: float | None
    overrides: dict[str, int]
    states: tuple[StateFairness, ...]
    counties: tuple[CountyFairness, ...]
    supply: tuple[Supply, ...]
    recruit_here: tuple[Supply, ...]


async def show_fairness(work: UnitOfWork) -> Fairness:
    """What was last told of the reader's counties and their states; overrides by reason are counted over all these counties."""
    found = await measured.of(work, work.scope.counties)
    overrides = await measured.overrides(work, work.scope.counties)
    counties = [CountyFairness(row.county, row.measured_on, row.figures) for row in found if row.what == FAIRNESS]
    states = [_state(row) for row in found if row.what == STATE]
    supply = [
        Supply(row.county, row.what.removeprefix(SUPPLY), row.figures) for row in found if row.what.startswith(SUPPLY)
    ]
    waits = {each.county: days for each in counties if (days := each.figures["p90_wait_days"]) is not None}
    worst = max(sorted(waits), key=lambda county: waits[county], default=None)
    figures = [each.figures for each in counties]
    return Fairness(
        worst_county=worst,
        worst_p90_days=waits[worst] if worst else None,
        ratio=_ratio(waits[worst], STATE_OF[worst[:2]], states) if worst else None,
        long_waiting_percent=percent(figures, "long_waiting", "waiting"),
        language_served_percent=percent(figures, "language_served", "language_asked"),
        language_attainable_percent=percent(figures, "language_attainable", "language_asked"),
        served_of_most_percent=percent(figures, "served", "most_served"),
        overrides=sum(overrides.values(), Counter()),
        states=tuple(states),
        counties=tuple(counties),
        supply=tuple(supply),
        recruit_here=tuple(_worth_most(supply)),
    )


def _state(row: MeasuredRow) -> StateFairness:
    """What was told of a state."""
    figures: Told = {name: n for name, n in row.figures.items() if name != "hour"}
    told = [figures]
    return StateFairness(
        state=STATE_OF[row.county[:2]],
        measured_on=row.measured_on,
        figures=figures,
        long_waiting_percent=percent(told, "long_waiting", "waiting"),
        language_served_percent=percent(told, "language_served", "language_asked"),
        language_attainable_percent=percent(told, "language_attainable", "language_asked"),
        served_of_most_percent=percent(told, "served", "most_served"),
        matched_of_most_percent=percent(told, "matched", "most_matched"),
    )


def _ratio(days: int, state: str, states: Sequence[StateFairness]) -> float | None:
    """So many days to those of the whole state; None where the state's are not told, or nought."""
    whole = next((each.figures["p90_wait_days"] for each in states if each.state == state), None)
    return round(days / whole, 2) if whole else None


def _worth_most(supply: Sequence[Supply]) -> list[Supply]:
    """Where a recruit would bring anything, a family more before points, as far as either is told."""
    found = [each for each in supply if any(_worth(each))]
    return sorted(found, key=lambda each: (*(-n for n in _worth(each)), each.county, each.language))


def _worth(supply: Supply) -> tuple[int, int]:
    """Families and points, as far as they are told."""
    return supply.figures.get("one_more_families") or 0, supply.figures.get("one_more_points") or 0


def percent(figures: Sequence[Told], part: str, whole: str) -> float | None:
    """A share over those that tell both; None where none does."""
    pairs = [(one, all_) for each in figures if (one := each[part]) is not None and (all_ := each[whole]) is not None]
    total = sum(all_ for _, all_ in pairs)
    return round(100 * sum(one for one, _ in pairs) / total, 1) if total else None
