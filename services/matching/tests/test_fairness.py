"""Figures of fairness: exact where they are counted, silent where they would name somebody, told daily and when they change."""

from dataclasses import replace
from typing import Any

import pytest

from matching.domain.agreements import SHIPPED
from matching.domain.fairness import Figures, apart, hidden, nearest_rank, told, told_of_state
from matching.domain.optimum import matcher_of
from matching.domain.points import POINTS
from matching.domain.solver import Recruit
from matching.domain.supply import Supply, told_of_language
from matching.use_cases.measure import measure_state
from peerbridge.events.matches import SupportRequested
from peerbridge.events.measures import FairnessMeasured, PoolMeasured, SupplyMeasured
from peerbridge.identity import CASEWORKER, COORDINATOR, STATE_OFFICER

POLK, STORY, LINN = "19153", "19169", "19113"
LANGUAGE = 500  # points of priority, as shipped
ASKED_NOTHING = sum(POINTS.values()) - POINTS["headroom"]  # of a pair with a partner who is tried only
FULL = Figures(40, 61, 20, 30, 15, 20, 100, 120, 12)


@pytest.mark.parametrize(
    ("values", "rank"), [([], None), ([5], 5), (list(range(1, 11)), 9), (list(range(1, 12)), 10), ([3, 3, 90], 90)]
)
def test_nine_of_ten_wait_no_longer_than_the_nearest_rank_says(values: list[int], rank: int | None) -> None:
    assert nearest_rank(values, 90) == rank


@pytest.mark.parametrize(
    ("count", "beside", "shown"),
    [
        (0, None, 0),
        (1, None, None),
        (9, None, None),
        (10, None, 10),
        (None, None, None),
        (15, 20, None),
        (10, 20, 10),
        (20, 20, 20),
    ],
)
def test_a_small_count_and_a_small_difference_are_not_told(
    count: int | None, beside: int | None, shown: int | None
) -> None:
    assert hidden(count, 10, beside=beside) == shown


def test_what_is_told_gives_no_small_count_away_by_subtraction() -> None:
    assert told(FULL, SHIPPED.policy) == {
        "waiting": 40, "p90_wait_days": 61, "long_waiting": 20, "language_asked": 30, "language_served": 15,
        "language_attainable": 20, "served": 100, "most_served": 120, "overrides": 12,
    }  # fmt: skip
    few = told(replace(FULL, waiting=9, language_asked=9, served=115), SHIPPED.policy)
    assert [name for name, value in few.items() if value is None] == [
        "waiting", "p90_wait_days", "long_waiting", "language_asked", "language_served", "language_attainable", "served",
    ]  # fmt: skip


def test_a_states_count_is_not_told_where_it_gives_a_countys_away_by_subtraction() -> None:
    """By hand: with one county silent, the rest of the state's count is its; with two of nine each, both are known to be nine."""
    state = replace(FULL, waiting=100, long_waiting=50)
    few = [replace(FULL, waiting=n, long_waiting=0, p90_wait_days=n) for n in (3, 7, 9)]
    rules = SHIPPED.policy
    assert told_of_state(state, [FULL, FULL], rules)["waiting"] == 100
    alone = told_of_state(state, [FULL, few[0]], rules)
    assert (alone["waiting"], alone["served"], alone["p90_wait_days"]) == (None, 100, 61)
    assert told_of_state(state, [FULL, few[0], few[1]], rules)["waiting"] == 100
    assert told_of_state(state, [FULL, few[2], few[2]], rules)["waiting"] is None
    assert told_of_state(state, [FULL, few[0], few[0]], rules)["waiting"] is None, "six families, and whose they are"
    near = replace(FULL, served=115)
    assert told_of_state(state, [near, near, FULL], rules)["served"] == 100, (
        "ten more could be served in the two of them"
    )
    nearer = replace(FULL, served=118)
    assert told_of_state(state, [nearer, nearer, FULL], rules)["served"] is None


def test_reasons_beside_their_sum_leave_out_two_where_they_would_leave_out_one() -> None:
    assert apart({"safety": 12, "conflict": 30, "other": 0}, 10) == {"safety": 12, "conflict": 30, "other": 0}
    assert apart({"safety": 12, "conflict": 30, "other": 4}, 10) == {"safety": None, "conflict": 30, "other": None}
    assert apart({"safety": 2, "conflict": 30, "other": 4}, 10) == {"safety": None, "conflict": 30, "other": None}


def test_whether_one_more_partner_helps_is_told_of_few_and_how_much_is_not() -> None:
    helps = Recruit(POLK, ("language", "so"), 1, 2400)
    assert told_of_language(Supply(12, 1, 0), helps, 40, 10) == {
        "waiting": 12, "partners": 1, "free_places": 0, "one_more_families": 1, "one_more_points": 2400,
    }  # fmt: skip
    for few, all_who_wait in ((Supply(9), 40), (Supply(0), 9)):
        found = told_of_language(few, helps, all_who_wait, 10)
        assert (found["one_more_families"], found["one_more_points"]) == (1, None)
    nobody = told_of_language(Supply(0, 3, 2), None, 40, 10)
    assert (nobody["one_more_families"], nobody["one_more_points"]) == (None, None)
    worse = Recruit(POLK, ("language", "so"), 1, -80)
    assert told_of_language(Supply(12), worse, 40, 10)["one_more_points"] == 0


async def measures(matching: Any) -> int:
    """Measure Iowa from a pool read anew, as its worker does; how many figures were told."""
    pool = await matching.whole_state()
    async with matching.made.runtime.work(await matching.counties()) as work:
        told_now: int = await measure_state(work, pool, matcher_of(pool))
    return told_now


async def measured(matching: Any) -> tuple[list[FairnessMeasured], list[SupplyMeasured], list[PoolMeasured]]:
    before = len(await matching.made.news())
    await measures(matching)
    news = (await matching.made.news())[before:]
    return (
        [each for each in news if isinstance(each, FairnessMeasured)],
        [each for each in news if isinstance(each, SupplyMeasured)],
        [each for each in news if isinstance(each, PoolMeasured)],
    )


async def test_figures_are_told_daily_and_when_they_change_and_not_otherwise(matching: Any) -> None:
    """By hand: of three families who must have Spanish two have the two places there are; two who must have Somali have nobody."""
    await matching.tells_from(2)
    await matching.hears(matching.program())
    await matching.has_partner(capacity=2, profile={"languages": ["en", "es"]})
    for _ in range(3):
        await matching.asks(must_languages=["es"])
    for _ in range(2):
        await matching.asks(must_languages=["so"])
    await matching.made.announced()
    fair, supply, whole = await measured(matching)
    (first,) = fair
    assert (first.about.subject, first.about.county) == (POLK, POLK)
    assert (first.waiting, first.p90_wait_days, first.long_waiting) == (3, 0, 0)
    assert (first.language_asked, first.language_served, first.language_attainable) == (5, 2, 2)
    assert (first.served, first.most_served, first.overrides) == (2, 2, 0)
    assert {each.language: (each.waiting, each.partners, each.free_places) for each in supply} == {
        "en": (0, 1, 0), "es": (None, 1, 0), "so": (2, 0, 0),
    }  # fmt: skip
    assert {each.language: (each.one_more_families, each.one_more_points) for each in supply} == {
        "en": (1, LANGUAGE + ASKED_NOTHING), "es": (1, None), "so": (1, LANGUAGE + ASKED_NOTHING),
    }  # fmt: skip
    (state,) = whole
    assert (state.about.subject, state.about.county, state.state) == ("IA", POLK, "IA")
    assert (state.waiting, state.served, state.most_served, state.matched, state.most_matched) == (3, 2, 2, 0, 0)
    assert await measures(matching) == 0
    assert await measured(matching) == ([], [], [])
    matching.made.passes(days=1)
    again, _, daily = await measured(matching)
    assert ([each.p90_wait_days for each in again], [each.p90_wait_days for each in daily]) == ([1], [1])
    assert await measures(matching) == 0


async def test_a_figure_that_changes_is_told_alone(matching: Any) -> None:
    await matching.tells_from(1)
    await matching.hears(matching.program())
    for county in (POLK, STORY):
        await matching.asks(county=county)
    await measured(matching)
    await matching.made.announced()
    await matching.asks(county=STORY)
    assert await measures(matching) == 1
    assert await matching.made.announced() == [SupportRequested, FairnessMeasured]
    matching.made.passes(hours=1)
    assert await measures(matching) == 1
    assert await matching.made.announced() == [PoolMeasured], "a state's figures are told once an hour at most"
    matching.made.passes(hours=1)
    assert await measures(matching) == 0


async def test_families_whose_proposal_nobody_has_seen_are_served_and_counted_once(matching: Any) -> None:
    """By hand: two families, two partners of whom one speaks Somali; the Somali family could have one, both together two."""
    await matching.tells_from(1)
    await matching.hears(matching.program(confirms=True))
    await matching.has_partner(profile={"languages": ["en", "so"]})
    await matching.has_partner(profile={"languages": ["en"]})
    await matching.asks(must_languages=["so"])
    await matching.asks()
    assert {row["state"] for row in await matching.proposals()} == {"tentative"}
    (fair,), _, (state,) = await measured(matching)
    for told_now in (fair, state):
        assert (told_now.waiting, told_now.served, told_now.most_served) == (0, 2, 2)
        assert (told_now.language_asked, told_now.language_served, told_now.language_attainable) == (1, 1, 1)
    assert (state.matched, state.most_matched) == (2, 2)


async def test_small_counts_never_leave_the_service(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner()
    for _ in range(4):
        await matching.asks(must_languages=["so"])
    await matching.made.announced()
    (first,), supply, (state,) = await measured(matching)
    for told_now in (first, state):
        assert (told_now.waiting, told_now.p90_wait_days, told_now.language_asked) == (None, None, None)
    assert {each.language: each.waiting for each in supply} == {"en": 0, "so": None}
    assert {each.language: (each.one_more_families, each.one_more_points) for each in supply} == {
        "en": (0, None), "so": (1, None),
    }  # fmt: skip


async def test_the_worst_county_stands_beside_its_state_and_only_the_readers_counties_are_told(matching: Any) -> None:
    """By hand: nine families, nine of ten of whom is the ninth: the state's p90 wait is that of Polk, whose families are a third."""
    await matching.tells_from(2)
    await matching.hears(matching.program())
    for county, days in ((POLK, 90), (STORY, 10), (LINN, 10)):
        for _ in range(3):
            await matching.asked_earlier(await matching.asks(county=county, urgency=1), days)
    await measures(matching)
    every = {"role": STATE_OFFICER, "counties": (POLK, STORY, LINN)}
    whole = (await matching.call("GET", "/v1/fairness", **every)).json()
    assert (whole["worst_county"], whole["worst_p90_days"], whole["ratio"]) == (POLK, 90, 1.0)
    assert whole["long_waiting_percent"] == pytest.approx(33.3)
    (state,) = whole["states"]
    assert (state["state"], state["figures"]["waiting"], state["long_waiting_percent"]) == ("IA", 9, 33.3)
    points = {each["county"]: each["figures"]["one_more_points"] for each in whole["recruit_here"]}
    assert list(points.items()) == [
        (POLK, 900 + 300 + ASKED_NOTHING), (LINN, 100 + 300 + ASKED_NOTHING), (STORY, 100 + 300 + ASKED_NOTHING),
    ]  # fmt: skip
    one = (await matching.call("GET", "/v1/fairness", role=COORDINATOR, counties=(STORY,))).json()
    assert [each["county"] for each in one["counties"]] == [STORY]
    assert [each["county"] for each in one["recruit_here"]] == [STORY]
    assert (one["ratio"], one["states"]) == (0.11, whole["states"]), "a state's figures are for all its readers"
    other = (await matching.call("GET", "/v1/fairness", role=COORDINATOR, counties=("53033",))).json()
    assert (other["states"], other["counties"], other["worst_county"]) == ([], [], None)
    assert (await matching.call("GET", "/v1/fairness", role=CASEWORKER)).status_code == 403


async def test_overrides_are_counted_with_their_reasons(matching: Any) -> None:
    await matching.hears(matching.program(confirms=True))
    for reason in ("safety", "safety", "conflict"):
        await matching.has_partner()
        await matching.asks()
        proposal = (await matching.proposals(state="tentative"))[-1]
        assert (await matching.decides(proposal, "no", reason=reason)).status_code == 200
    told_now = (await matching.call("GET", "/v1/fairness", role=COORDINATOR)).json()
    assert told_now["overrides"] == {"safety": 2, "conflict": 1}
