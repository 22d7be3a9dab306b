"""Whom a policy would affect is told before it is applied, and nothing is changed by asking."""

from collections.abc import Callable
from typing import Any

from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN

IOWA = "children-and-families-of-iowa"
POLK, STORY = "19153", "19169"
Line = Callable[..., dict[str, Any]]


async def effects(recruitment: Any, *, roles: tuple[str, ...] = (PROGRAM_ADMIN,), **changes: Any) -> Any:
    body = recruitment.policy.model_copy(update=changes).model_dump(mode="json")
    held = tuple(recruitment.policy.zones)
    return await recruitment.asks("POST", f"/v1/programs/{IOWA}/effects", body, roles=roles, counties=held)


async def told(recruitment: Any, **changes: Any) -> dict[str, dict[str, int]]:
    answer = await effects(recruitment, **changes)
    assert answer.status_code == 200, answer.text
    return {each["county"]: each for each in answer.json()["counties"]}


async def test_a_longer_wait_a_shorter_one_and_other_exits(recruitment: Any, closure: Line) -> None:
    await recruitment.applies()
    today = recruitment.made.clock.instant.date()
    recent = {"closed_on": today.replace(day=1).isoformat(), "parents": ["p-1", "p-2"]}
    adopted = {"closed_on": "2024-07-01", "exit_reason": 3, "county": STORY, "parents": ["p-3"]}
    await recruitment.reports(closure("recent", **recent), closure("adopted", **adopted))
    longer = await told(recruitment, wait_months=24)
    assert (longer[POLK]["later"], longer[POLK]["sooner"]) == (2, 0)
    shorter = await told(recruitment, wait_months=0)
    assert (shorter[POLK]["later"], shorter[POLK]["sooner"]) == (0, 2)
    wider = await told(recruitment, exit_policy="any_success")
    assert wider[STORY]["newly_eligible"] == 1
    elsewhere = await told(recruitment, case_types=("non_dependency",))
    assert elsewhere[POLK]["no_longer_eligible"] == 2


async def test_who_was_decided_stays_and_is_counted(recruitment: Any, closure: Line) -> None:
    await recruitment.applies()
    await recruitment.reports(closure("old", opened_on="2019-02-01", closed_on="2020-07-01", parents=["p-1"]))
    await recruitment.made.work_off_jobs()
    found = await told(recruitment, wait_months=24)
    assert found[POLK]["in_pool"] == 1
    assert found[POLK]["later"] == 0
    await recruitment.applies(wait_months=24)
    assert [each["state"] for each in await recruitment.candidates()] == ["identified"]


async def test_a_county_that_is_left_is_counted(recruitment: Any, closure: Line) -> None:
    await recruitment.applies()
    today = recruitment.made.clock.instant.date()
    await recruitment.reports(closure("recent", closed_on=today.isoformat(), county=STORY, parents=["p-1"]))
    left = tuple(each for each in recruitment.policy.counties if each.county != STORY)
    assert (await told(recruitment, counties=left))[STORY]["no_longer_eligible"] == 1


async def test_asking_changes_nothing_and_says_what_stands(recruitment: Any) -> None:
    first = (await effects(recruitment)).json()
    assert (first["version"], first["unchanged"], first["counties"]) == (0, False, [])
    assert await recruitment.reads("/v1/programs") == {"items": []}
    await recruitment.applies()
    again = (await effects(recruitment)).json()
    assert (again["version"], again["unchanged"]) == (1, True)


async def test_who_may_not_change_a_policy_may_not_ask(recruitment: Any) -> None:
    assert (await effects(recruitment, roles=(COORDINATOR,))).status_code == 403
    refused = await effects(recruitment, wait_months=25)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "wait_months"
