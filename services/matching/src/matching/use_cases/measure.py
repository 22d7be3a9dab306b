"""Tell how fair matching is in a state and its counties, and what they lack: daily, and where a figure changed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from matching.domain import fairness, supply
from matching.domain.pool import Pool, Seeker
from matching.domain.solver import Recruit, Statewide
from matching.storage import measured
from matching.storage.measured import FAIRNESS, STATE, SUPPLY
from matching.storage.tables import MeasuredRow
from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event
from peerbridge.events.measures import FairnessMeasured, PoolMeasured, SupplyMeasured
from peerbridge.programs.states import STATE_OF

__all__ = ["measure_state"]

OVERRIDE_REASONS: Final = ("conflict", "family_wish", "partner_wish", "other_partner", "safety", "other")
Key = tuple[str, str]
Told = dict[str, Any]
Beside = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What takes long to find: the queues of a state and its counties, what they have and lack, and how many are matched."""

    state: fairness.Queue
    counties: Mapping[str, fairness.Queue]
    languages: Mapping[supply.Cell, supply.Supply]
    recruits: Mapping[supply.Cell, Recruit]
    matched: int


@dataclass(frozen=True, slots=True)
class Exact:
    """Exact figures of a state and its counties, and how often staff decided otherwise, by reason."""

    state: fairness.Figures
    counties: Mapping[str, fairness.Figures]
    reasons: Mapping[str, int]


async def measure_state(work: UnitOfWork, pool: Pool, matcher: Statewide, beside: Beside = asyncio.to_thread) -> int:
    """Measure a state, all counties of which `work` sees; how many figures were told.

    `matcher` holds all who seek and serve in `pool`. What takes seconds comes first and `beside` the event loop, before `work` has
    sent its first statement: a transaction that stands idle is ended by the database.
    """
    counties = list(work.scope.counties)
    if not counties:
        return 0
    weighed: Weighed = await beside(_weighed, pool, matcher, counties)
    await work.lock(f"measures of {counties[0][:2]}")
    before = {(row.county, row.what): row for row in await measured.of(work, counties)}
    exact = await _exact(work, pool, weighed)
    now = _of_counties(pool, weighed, exact, before)
    if now or before:
        now[_home(before, counties), STATE] = _of_state(pool, weighed, exact)
    return await _tell(work, pool.today, now, before)


def _weighed(pool: Pool, matcher: Statewide, counties: Iterable[str]) -> Weighed:
    """All that needs no database."""
    at_home: dict[str, list[Seeker]] = {county: [] for county in counties}
    for each in pool.seekers:
        at_home[each.request.county].append(each)
    return Weighed(
        state=fairness.queue(pool, matcher, pool.seekers),
        counties={county: fairness.queue(pool, matcher, seekers) for county, seekers in at_home.items()},
        languages=supply.counted(pool),
        recruits=supply.one_more(pool, matcher),
        matched=matcher.certificate().matched,
    )


async def _exact(work: UnitOfWork, pool: Pool, weighed: Weighed) -> Exact:
    """The figures, with what only the database knows: who is served, and what staff decided otherwise."""
    rules, counties = pool.rules.policy, list(weighed.counties)
    served = await measured.served(work, counties, rules.priority.common_languages)
    overrides = await measured.overrides(work, counties)
    every = sum(overrides.values(), Counter[str]())
    reasons = {reason: every.pop(reason, 0) for reason in OVERRIDE_REASONS}
    reasons["other"] += every.total()
    whole = fairness.Served(
        sum(each.families for each in served.values()), sum(each.language for each in served.values())
    )
    long = rules.measures.long_wait_days
    return Exact(
        state=fairness.figures(weighed.state, whole, sum(reasons.values()), long),
        counties={
            county: fairness.figures(seeking, served.get(county, fairness.Served()), overrides[county].total(), long)
            for county, seeking in weighed.counties.items()
        },
        reasons=reasons,
    )


def _of_counties(pool: Pool, weighed: Weighed, exact: Exact, before: Iterable[Key]) -> dict[Key, Told]:
    """What is told of each county, and of each language there; nothing of a county where there never was anybody."""
    rules = pool.rules.policy
    known = {(county, what.removeprefix(SUPPLY)) for county, what in before if what.startswith(SUPPLY)}
    lately = {county for county, what in before if what == FAIRNESS}
    cells = {*weighed.languages, *weighed.recruits, *known}
    there = {county for county, _ in cells} | lately
    now: dict[Key, Told] = {}
    for county, each in exact.counties.items():
        if county in there or each.waiting + each.served:
            now[county, FAIRNESS] = fairness.told(each, rules)
    for county, language in sorted(cell for cell in cells if cell[0] in exact.counties):
        now[county, f"{SUPPLY}{language}"] = supply.told_of_language(
            weighed.languages.get((county, language), supply.Supply()),
            weighed.recruits.get((county, language)),
            exact.counties[county].waiting,
            rules.measures.suppress_below,
        )
    return now


def _of_state(pool: Pool, weighed: Weighed, exact: Exact) -> Told:
    """What is told of the state."""
    rules = pool.rules.policy
    below = rules.measures.suppress_below
    most = fairness.hidden(weighed.state.most, below)
    found = fairness.told_of_state(exact.state, list(exact.counties.values()), rules)
    reasons = fairness.apart(exact.reasons, below) if found["overrides"] is not None else {}
    return {
        "hour": pool.now.hour,
        **found,
        "matched": None if most is None else fairness.hidden(weighed.matched, below, beside=most),
        "most_matched": most,
        **{f"overrides_{reason}": reasons.get(reason) for reason in OVERRIDE_REASONS},
    }


def _home(before: Iterable[Key], counties: Sequence[str]) -> str:
    """The county in which the state's row stands, shared with all the others."""
    return next((county for county, what in before if what == STATE), counties[0])


async def _tell(work: UnitOfWork, day: date, now: Mapping[Key, Told], before: Mapping[Key, MeasuredRow]) -> int:
    """Keep and announce what is new, or other than it was, or of another day."""
    rows = []
    for (county, what), figures in now.items():
        others = [each for each in work.scope.counties if each != county] if what == STATE else []
        row = MeasuredRow(county=county, shared_with=others, what=what, measured_on=day, figures=figures)
        if _is_news(row, before.get((county, what))):
            rows.append(row)
            work.announce(_said(county, what, day, figures), county=county, shared_with=others)
    await measured.store(work, rows)
    return len(rows)


def _is_news(row: MeasuredRow, old: MeasuredRow | None) -> bool:
    """Whether figures are to be told; a state's once an hour at most, since hundreds of counties hear them."""
    if old is None or (old.measured_on, old.shared_with) != (row.measured_on, row.shared_with):
        return True
    if row.what == STATE and old.figures["hour"] == row.figures["hour"]:
        return False
    return {**old.figures, "hour": 0} != {**row.figures, "hour": 0}


def _said(county: str, what: str, day: date, figures: Told) -> Event:
    """The event that tells a figure."""
    if what == STATE:
        return PoolMeasured.model_validate({"state": STATE_OF[county[:2]], "measured_on": day, **figures})
    told = {"county": county, "measured_on": day, **figures}
    if what == FAIRNESS:
        return FairnessMeasured.model_validate(told)
    return SupplyMeasured.model_validate({**told, "language": what.removeprefix(SUPPLY)})
