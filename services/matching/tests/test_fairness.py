"""Figures of fairness: exact where they are counted, silent where they would name somebody, told daily and when they change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from matching.domain.agreements import SHIPPED
from matching.domain.fairness import Figures, hidden, nearest_rank, told
from peerbridge.events.measures import FairnessMeasured, SupplyMeasured
from peerbridge.identity import CASEWORKER, COORDINATOR, STATE_OFFICER

POLK, STORY, LINN = "19153", "19169", "19113"
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


async def counts(matching: Any, below: int) -> None:
    """The state's bound for small counts, as its pool says."""
    sql = "UPDATE pool SET policy = jsonb_set(policy, '{measures,suppress_below}', $1::jsonb) RETURNING 1"
    await matching.made.owner(sql, str(below))


async def measured(matching: Any) -> tuple[list[FairnessMeasured], list[SupplyMeasured]]:
    before = len(await matching.made.news())
    await matching.made.sweep("measure")
    news = (await matching.made.news())[before:]
    return (
        [each for each in news if isinstance(each, FairnessMeasured)],
        [each for each in news if isinstance(each, SupplyMeasured)],
    )


async def test_figures_are_told_daily_and_when_they_change_and_not_otherwise(matching: Any) -> None:
    await counts(matching, 2)
    await matching.hears(matching.program())
    await matching.has_partner(capacity=2, profile={"languages": ["en", "es"]})
    for _ in range(3):
        await matching.asks(must_languages=["es"])
    for _ in range(2):
        await matching.asks(must_languages=["so"])
    await matching.made.announced()
    fair, supply = await measured(matching)
    (first,) = [each for each in fair if each.county == POLK]
    assert (first.about.subject, first.about.county) == (POLK, POLK)
    assert (first.waiting, first.p90_wait_days, first.long_waiting) == (3, 0, 0)
    assert (first.language_asked, first.language_served, first.language_attainable) == (5, 2, 3)
    assert (first.served, first.most_served, first.overrides) == (2, 2, 0)
    told_supply = {each.language: (each.waiting, each.partners, each.free_places) for each in supply}
    assert told_supply == {"en": (0, 1, 0), "es": (None, 1, 0), "so": (2, 0, 0)}
    assert await measured(matching) == ([], [])
    matching.made.passes(days=1)
    again, _ = await measured(matching)
    assert [each.p90_wait_days for each in again if each.county == POLK] == [1]


async def test_small_counts_never_leave_the_service(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner()
    for _ in range(4):
        await matching.asks(must_languages=["so"])
    await matching.made.announced()
    fair, supply = await measured(matching)
    (first,) = [each for each in fair if each.county == POLK]
    assert (first.waiting, first.p90_wait_days, first.language_asked) == (None, None, None)
    assert {each.language: each.waiting for each in supply} == {"en": 0, "so": None}


async def test_the_worst_county_stands_beside_the_middle_one_and_only_the_readers_counties_are_told(
    matching: Any,
) -> None:
    await counts(matching, 2)
    await matching.hears(matching.program())
    for county, days in ((POLK, 90), (STORY, 10), (LINN, 10)):
        for _ in range(3):
            request = await matching.asks(county=county, urgency=1)
            asked = datetime.fromisoformat(request["asked_at"]).astimezone(UTC) - timedelta(days=days)
            await matching.made.owner(
                "UPDATE request SET asked_at = $2 WHERE request = $1::uuid RETURNING 1", request["request"], asked
            )
    await matching.made.sweep("measure")
    every = {"role": STATE_OFFICER, "counties": (POLK, STORY, LINN)}
    whole = (await matching.call("GET", "/v1/fairness", **every)).json()
    assert (whole["worst_county"], whole["worst_p90_days"], whole["ratio"]) == (POLK, 90, 9.0)
    assert whole["long_waiting_percent"] == pytest.approx(33.3)
    one = (await matching.call("GET", "/v1/fairness", role=COORDINATOR, counties=(STORY,))).json()
    assert [each["county"] for each in one["counties"]] == [STORY]
    assert (await matching.call("GET", "/v1/fairness", role=CASEWORKER)).status_code == 403


async def test_overrides_are_counted_with_their_reasons(matching: Any) -> None:
    await matching.hears(matching.program(confirms=True))
    for reason in ("safety", "safety", "conflict"):
        await matching.has_partner()
        await matching.asks()
        proposal = (await matching.proposals(state="tentative"))[-1]
        body = {"answer": "no", "reason": reason}
        path = f"/v1/proposals/{proposal['proposal']}/confirmation"
        assert (await matching.call("POST", path, body, role=COORDINATOR)).status_code == 200
    told_now = (await matching.call("GET", "/v1/fairness", role=COORDINATOR)).json()
    assert told_now["overrides"] == {"safety": 2, "conflict": 1}
