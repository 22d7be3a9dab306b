"""A policy is applied by who holds all its counties; the same again changes nothing, another is the next version."""

from datetime import date
from typing import Any

from peerbridge.events.programs import ProgramPublished
from peerbridge.identity import COORDINATOR, PARENT, PROGRAM_ADMIN
from peerbridge.ids import uuid7

POLK, STORY = "19153", "19169"
IOWA = "children-and-families-of-iowa"


async def put(recruitment: Any, **options: Any) -> Any:
    body = options.pop("body", recruitment.policy.model_dump(mode="json"))
    options = {"roles": (PROGRAM_ADMIN,), "counties": tuple(recruitment.policy.zones)} | options
    return await recruitment.asks("PUT", f"/v1/programs/{options.pop('program', IOWA)}", body, **options)


async def test_a_policy_is_published_whole(recruitment: Any) -> None:
    assert (await recruitment.applies())["version"] == 1
    (event,) = await recruitment.made.news()
    assert isinstance(event, ProgramPublished)
    assert (event.policy, event.version) == (recruitment.policy, 1)
    assert (event.about.county, event.about.subject) == (recruitment.policy.counties[0].county, IOWA)


async def test_the_same_policy_again_changes_nothing(recruitment: Any) -> None:
    await recruitment.applies()
    assert (await recruitment.applies())["outcome"] == "unchanged"
    assert len(await recruitment.made.news()) == 1


async def test_a_changed_policy_is_the_next_version_and_the_old_one_stays(recruitment: Any) -> None:
    await recruitment.applies()
    assert (await recruitment.applies(wait_months=24))["version"] == 2
    versions = (await recruitment.reads(f"/v1/programs/{IOWA}/versions", roles=(PARENT,), counties=(), person=uuid7()))[
        "items"
    ]
    assert [each["policy"]["wait_months"] for each in versions] == [recruitment.policy.wait_months, 24]
    assert (await recruitment.reads(f"/v1/programs/{IOWA}"))["version"] == 2


async def test_only_who_holds_all_its_counties_may_change_a_program(recruitment: Any) -> None:
    some = tuple(recruitment.policy.zones)[:-3]
    refused = await put(recruitment, counties=some)
    assert (refused.status_code, refused.json()["missing"]) == (403, 3)
    assert (await put(recruitment, roles=(COORDINATOR,))).status_code == 403
    await recruitment.applies()
    smaller = recruitment.policy.model_copy(update={"counties": recruitment.policy.counties[:2]})
    taken_over = await put(recruitment, body=smaller.model_dump(mode="json"), counties=some)
    assert (taken_over.status_code, taken_over.json()["missing"]) == (403, 3)


async def test_a_policy_that_breaks_a_rule_is_refused_with_all_of_them(recruitment: Any) -> None:
    policy = recruitment.policy.model_dump(mode="json")
    for body, status in [
        (policy | {"wait_months": 25, "referrers": []}, 422),
        (policy | {"wait_month": 3}, 422),
        (policy | {"wait_months": "soon"}, 422),
        (policy | {"program": "another"}, 422),
        ({}, 422),
        ([], 422),
    ]:
        answer = await put(recruitment, body=body)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    broken = await put(recruitment, body=policy | {"wait_months": 25, "referrers": []})
    assert {each["field"] for each in broken.json()["errors"]} == {"wait_months", "referrers"}
    assert await recruitment.reads("/v1/programs") == {"items": []}


async def test_programs_are_listed_for_everyone_and_by_county(recruitment: Any) -> None:
    await recruitment.applies()
    listed = await recruitment.reads(
        "/v1/programs", params={"county": POLK}, roles=(PARENT,), counties=(), person=uuid7()
    )
    assert [each["program"] for each in listed["items"]] == [IOWA]
    assert (await recruitment.reads("/v1/programs", params={"county": "06037"}))["items"] == []
    assert (await recruitment.asks("GET", "/v1/programs/nobodys")).status_code == 404
    assert (await recruitment.asks("GET", "/v1/programs/nobodys/versions")).status_code == 404


async def test_a_version_holds_from_its_day_on_and_rewrites_nobody(recruitment: Any, closure: Any) -> None:
    await recruitment.applies(exit_policy="reunified_only")
    await recruitment.reports(closure("c-1"), closure("c-2", exit_reason=3))
    await recruitment.applies(exit_policy="any_success", wait_months=24, effective_on=date(2026, 9, 1))
    assert (await recruitment.news()).count("CandidateIdentified") == 1
    await recruitment.day_comes(date(2026, 8, 31))
    assert await recruitment.news() == []
    await recruitment.day_comes(date(2026, 9, 1))
    assert await recruitment.news() == ["CandidateIdentified"], (
        "c-2 by the new exits; c-1 stays though 24 months had passed"
    )
    states = [each["state"] for each in await recruitment.candidates()]
    assert states == ["identified", "identified"]


async def test_a_program_that_leaves_a_county_waits_for_nobody_there(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(
        closure("c-1", closed_on="2025-12-01"), closure("c-2", county=STORY, closed_on="2025-12-01")
    )
    left = tuple(each for each in recruitment.policy.counties if each.county != STORY)
    await recruitment.applies(counties=left)
    states = {each["county"]: each["state"] for each in await recruitment.candidates()}
    assert states == {POLK: "waiting", STORY: "outside"}


async def test_a_policy_over_more_cases_than_a_chunk_is_worked_off(recruitment: Any, closure: Any) -> None:
    for start in (0, 1000):
        await recruitment.reports(*(closure(f"c-{n}") for n in range(start, start + 1000)))
    await recruitment.reports(*(closure(f"s-{n}", county=STORY) for n in range(10)))
    await recruitment.applies()
    assert (await recruitment.news()).count("CandidateIdentified") == 2010


async def test_a_policy_without_a_body_is_a_mistake_and_not_a_5xx(recruitment: Any) -> None:
    counties = tuple(recruitment.policy.zones)
    async with recruitment.made.client(PROGRAM_ADMIN, counties=counties) as http:
        headers = {"content-type": "application/json"}
        answer = await http.put(f"/v1/programs/{IOWA}", content=b"", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:peerbridge:problem:invalid-request")


async def test_a_proposal_that_would_stand_for_longer_than_a_year_is_refused(recruitment: Any) -> None:
    policy = recruitment.policy.model_dump(mode="json")
    for days, status in ((2_147_483_647, 422), (366, 422), (365, 200)):
        matching = policy["matching"] | {"proposal_valid_days": days}
        assert (await put(recruitment, body=policy | {"matching": matching})).status_code == status
