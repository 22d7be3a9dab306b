"""A simulation's people are drawn from a seed and a name before anything is played, and everybody's days come in order."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from peerbridge.programs import load
from peerbridge_demo.people.opening import PROGRAMS
from peerbridge_demo.people.tally import Tally
from peerbridge_demo.simulation.calendar import AT_ONCE, Calendar
from peerbridge_demo.simulation.families import Turn, families
from peerbridge_demo.simulation.plan import PLANS, Plan

TWO_YEARS = PLANS["two-years"]
DAY = date(2026, 1, 5)


def test_the_same_seed_draws_the_same_families_and_another_seed_others() -> None:
    drawn = families(TWO_YEARS)
    assert drawn == families(TWO_YEARS)
    other = families(replace(TWO_YEARS, seed=2))
    assert [each.name for each in drawn] != [each.name for each in other]


def test_two_years_hold_every_turn_and_exit_in_ten_counties_of_two_programmes() -> None:
    drawn = families(TWO_YEARS)
    assert (len(TWO_YEARS.counties), len(TWO_YEARS.programs)) == (10, 2)
    assert {each.county for each in drawn} == set(TWO_YEARS.counties)
    assert {each.turn for each in drawn} == set(Turn)
    assert {each.exit for each in drawn} == set(range(1, 9))
    assert len({parent for each in drawn for parent in each.parents}) < sum(len(each.parents) for each in drawn)


def test_more_cases_close_when_school_ends_than_in_january() -> None:
    months = Counter(each.closed_on.month for each in families(replace(TWO_YEARS, a_year=400)))
    assert months[6] > 1.4 * months[1]


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_county_of_a_plan_is_served_by_each_of_its_areas_programmes(plan: Plan) -> None:
    for area in plan.areas:
        for program in area.programs:
            assert set(area.counties) <= set(load(PROGRAMS / f"{program}.yaml").zones)


def test_the_programmes_of_the_two_years_differ_in_what_decides_about_people() -> None:
    one, other = (load(PROGRAMS / f"{program}.yaml") for program in TWO_YEARS.programs)
    assert one.wait_months != other.wait_months
    assert one.exits != other.exits
    assert len(one.screening.steps) != len(other.screening.steps)
    assert {each.training for each in one.trainings} != {each.training for each in other.trainings}
    assert one.certification.validity_months != other.certification.validity_months


def test_a_plan_is_looked_at_every_quarter_and_on_its_last_day() -> None:
    looks = TWO_YEARS.looks
    assert (len(looks), looks[-1].date()) == (8, TWO_YEARS.ends)
    assert {(later - earlier).days for earlier, later in pairwise(looks)} == {91, 93}


async def test_who_waits_for_a_day_goes_on_when_it_has_come_and_not_before() -> None:
    calendar = Calendar(Tally())
    came: list[Any] = []

    async def life(days: int) -> None:
        await calendar.until(DAY + timedelta(days=days))
        came.append(days)

    for days in (3, 1, 2):
        calendar.begin(life(days))
    await calendar.finish(DAY + timedelta(days=2))
    assert came == [1, 2]
    await calendar.finish(DAY + timedelta(days=3))
    assert (came, calendar.busy) == ([1, 2, 3], 0)


async def test_what_comes_of_a_day_on_the_same_day_is_done_before_it_is_finished() -> None:
    calendar = Calendar(Tally())
    came: list[Any] = []

    async def step(name: str) -> None:
        await calendar.until(DAY)
        await asyncio.sleep(0.01)
        came.append(name)

    async def life() -> None:
        await calendar.until(DAY)
        await calendar.together(step("one"), step("another"))
        await calendar.until(DAY)
        came.append("both are over")

    calendar.begin(life())
    await calendar.finish(DAY)
    assert came == ["one", "another", "both are over"]


async def test_only_so_many_act_at_once() -> None:
    calendar, most = Calendar(Tally()), 0

    async def life() -> None:
        nonlocal most
        await calendar.until(DAY)
        most = max(most, calendar.busy)
        await asyncio.sleep(0.01)

    for _ in range(5 * AT_ONCE):
        calendar.begin(life())
    await calendar.finish(DAY)
    assert most <= AT_ONCE + 1


async def test_a_life_that_fails_is_counted_and_ends_no_other() -> None:
    tally = Tally()
    calendar = Calendar(tally)
    came: list[str] = []

    async def fails() -> None:
        await calendar.until(DAY)
        raise ValueError("a mistake")

    async def lives() -> None:
        await calendar.until(DAY)
        came.append("somebody else")

    calendar.begin(fails())
    calendar.begin(lives())
    await calendar.finish(DAY)
    assert came == ["somebody else"]
    assert list(tally.faults) == ["ValueError a mistake"]
    await calendar.close()
