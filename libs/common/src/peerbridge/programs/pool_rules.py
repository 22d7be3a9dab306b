"""What a state's pool must hold beyond its types. Pure: values in, faults out."""

from collections.abc import Iterator
from typing import Final

from peerbridge.events.pool import MOST_POINTS, PoolPolicy
from peerbridge.programs.broken import Broken, below_one, beyond_a_year, twice
from peerbridge.programs.states import STATE_FIPS

LARGEST_PRIORITY: Final = 100_000
"""Above it, priority would outweigh what one more family counts."""


def broken_pool_rules(pool: PoolPolicy) -> tuple[Broken, ...]:
    """Every rule the pool breaks; asked before it is published, from a file or through the API."""
    return tuple(
        broken for rule in (name, priority, points, court, reminder, measures, agreements) for broken in rule(pool)
    )


def name(pool: PoolPolicy) -> Iterator[Broken]:
    """A pool is called after its state: there is one in each."""
    if pool.pool != f"pool-{pool.state.lower()}":
        yield Broken("pool", f"is not pool-{pool.state.lower()}: each state has one pool, called after it")


def priority(pool: PoolPolicy) -> Iterator[Broken]:
    """Floors of 0 to 1000 points in the state's own counties; a most that stays below what one more family counts."""
    asked = pool.priority
    if asked.most > LARGEST_PRIORITY:
        yield Broken("priority.most", f"is more than {LARGEST_PRIORITY}: it would outweigh one family more")
    yield from twice("priority.county_floors", [each.county for each in asked.county_floors])
    for index, each in enumerate(asked.county_floors):
        where = f"priority.county_floors.{index}"
        if each.points > MOST_POINTS:
            yield Broken(f"{where}.points", f"is more than {MOST_POINTS}: a county's floor is 0 to {MOST_POINTS}")
        yield from _of_state(pool, f"{where}.county", each.county)


def points(pool: PoolPolicy) -> Iterator[Broken]:
    """A pair has 1000 points at most, and not none at all."""
    total = sum(pool.points.model_dump().values())
    if not 0 < total <= MOST_POINTS:
        yield Broken("points", f"add up to {total}: a pair has 1 to {MOST_POINTS} points")


def court(pool: PoolPolicy) -> Iterator[Broken]:
    """What is at once is soon, too."""
    if pool.court.at_once_within_days > pool.court.soon_within_days:
        yield Broken("court.at_once_within_days", "is more than soon_within_days")


def reminder(pool: PoolPolicy) -> Iterator[Broken]:
    """Who has not answered is reminded so many days before the last, within a year."""
    yield from beyond_a_year("reminder_days", pool.reminder_days)


def measures(pool: PoolPolicy) -> Iterator[Broken]:
    """Small counts of people are never told."""
    yield from below_one("measures.long_wait_days", pool.measures.long_wait_days, "every family would wait too long")
    if pool.measures.suppress_below < 2:  # noqa: PLR2004 (one person is named by a count of one)
        yield Broken("measures.suppress_below", "is below 2: a count of one names a person")


def agreements(pool: PoolPolicy) -> Iterator[Broken]:
    """Each agreement once, between counties of the state, with an end that comes after its beginning."""
    yield from twice("agreements", [each.agreement for each in pool.agreements])
    for index, each in enumerate(pool.agreements):
        where = f"agreements.{index}"
        if len(set(each.counties)) < 2:  # noqa: PLR2004 (two parties)
            yield Broken(f"{where}.counties", "names fewer than two counties: an agreement has two sides")
        if each.begins and each.ends and each.ends < each.begins:
            yield Broken(f"{where}.ends", "is before it begins")
        for number, county in enumerate(each.counties):
            yield from _of_state(pool, f"{where}.counties.{number}", county)


def _of_state(pool: PoolPolicy, where: str, county: str) -> Iterator[Broken]:
    """A county of another state."""
    digits = STATE_FIPS[pool.state]
    if not county.startswith(digits):
        yield Broken(where, f"is no county of {pool.state} ({digits}…)")
