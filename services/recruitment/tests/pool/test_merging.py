"""The same person by several closures or counties: found by people, merged by a person's decision, never silently."""

from typing import Any
from uuid import UUID

import pytest

from peerbridge import erasure
from peerbridge.events.erasure import PersonErased
from peerbridge.ids import uuid7
from peerbridge.retired import refresh

POLK, STORY = "19153", "19169"
IOWA = "children-and-families-of-iowa"


async def twice(recruitment: Any, closure: Any, **changes: Any) -> tuple[UUID, UUID]:
    """One parent whom two systems of two counties call differently: who was heard of first, and second."""
    await recruitment.applies()
    await recruitment.reports(closure("c-1", parents=["p-1"]))
    await recruitment.reports(closure("c-2", parents=["q-1"], county=STORY, **changes))
    await recruitment.news()
    first, second = sorted({UUID(each["person"]) for each in await recruitment.candidates()})
    return first, second


async def merged(recruitment: Any, kept: UUID, other: UUID, status: int = 201, **options: Any) -> dict[str, Any]:
    body = {"kept": str(kept), "merged": str(other), "ground": "documents"}
    answer = await recruitment.asks("POST", "/v1/merges", body, **options)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_two_ids_of_one_person_become_one_with_the_cases_of_both(recruitment: Any, closure: Any) -> None:
    first, second = await twice(recruitment, closure)
    told = await merged(recruitment, first, second)
    assert (told["cases"], told["nominations"], told["applications"]) == (1, 0, 0)
    assert await recruitment.news() == ["CandidatesMerged"]
    (one,) = await recruitment.candidates()
    assert (one["person"], one["state"]) == (str(first), "identified")
    for number in ("c-1", "c-2"):
        assert (await recruitment.case_of(number))["parents"] == [str(first)]


async def test_what_a_merge_would_do_is_told_before_and_changes_nothing(recruitment: Any, closure: Any) -> None:
    first, second = await twice(recruitment, closure)
    answer = await recruitment.asks("POST", "/v1/merges/effects", {"kept": str(first), "merged": str(second)})
    assert (answer.status_code, answer.json()["cases"], len(answer.json()["programs"])) == (200, 1, 1)
    assert await recruitment.news() == []
    assert len(await recruitment.candidates()) == 2


async def test_a_later_report_of_the_merged_id_is_the_kept_persons(recruitment: Any, closure: Any) -> None:
    first, second = await twice(recruitment, closure)
    await merged(recruitment, first, second)
    await recruitment.news()
    await recruitment.reports(closure("c-2", parents=["q-1"], county=STORY))
    assert await recruitment.news() == []
    await recruitment.reports(closure("c-3", parents=["q-1"], county=STORY))
    assert await recruitment.news() == ["CaseClosed"]
    assert (await recruitment.case_of("c-3"))["parents"] == [str(first)]


async def test_an_open_case_of_either_takes_the_one_person_out_of_the_pool(
    recruitment: Any, closure: Any, opening: Any
) -> None:
    await recruitment.applies()
    await recruitment.reports(closure("c-1", parents=["p-1"]))
    await recruitment.reports(opening("c-2", parents=["q-1"], county=STORY))
    (case,) = [await recruitment.case_of("c-2")]
    (identified,) = await recruitment.candidates()
    await recruitment.news()
    told = await merged(recruitment, UUID(identified["person"]), UUID(case["parents"][0]))
    assert [each["state"] for each in told["programs"]] == ["withdrawn"]
    assert await recruitment.news() == ["CandidatesMerged", "CandidateWithdrawn"]


async def test_an_opt_out_of_either_holds_for_both(recruitment: Any, closure: Any) -> None:
    first, second = await twice(recruitment, closure)
    await recruitment.asks("POST", f"/v1/candidates/{second}/opt-out")
    await recruitment.news()
    told = await merged(recruitment, first, second)
    assert (told["opted_out"], told["programs"][0]["state"]) == (True, "opted_out")
    assert await recruitment.news() == ["CandidatesMerged", "CandidateOptedOut"]
    await recruitment.reports(closure("c-4", parents=["p-1"]))
    assert await recruitment.news() == ["CaseClosed"]


async def test_a_merge_needs_every_county_that_knows_either(recruitment: Any, closure: Any) -> None:
    first, second = await twice(recruitment, closure)
    assert (await merged(recruitment, first, second, 422, counties=(POLK,)))["type"].endswith("person-not-known")
    await recruitment.reports(closure("c-5", parents=["p-1"], county=STORY))
    told = await merged(recruitment, first, second, 403, counties=(STORY,))
    assert told["type"].endswith("beyond-counties")
    assert len({each["person"] for each in await recruitment.candidates()}) == 2


async def test_one_person_already_and_nobody_known_are_said_clearly(recruitment: Any, closure: Any) -> None:
    first, second = await twice(recruitment, closure)
    assert (await merged(recruitment, first, first, 422))["type"].endswith("one-person-already")
    assert (await merged(recruitment, first, uuid7(), 422))["type"].endswith("person-not-known")
    await merged(recruitment, first, second)
    assert (await merged(recruitment, first, second, 422))["type"].endswith("one-person-already")
    assert (await merged(recruitment, second, first, 422))["type"].endswith("one-person-already")


async def test_an_id_on_its_way_is_kept_and_two_of_them_are_not_merged(recruitment: Any, closure: Any) -> None:
    first, second = await twice(recruitment, closure)
    await applied(recruitment, second)
    told = await merged(recruitment, first, second, 409)
    assert (told["type"].rsplit(":")[-1], IOWA in told["detail"]) == ("keep-the-other", True)
    await applied(recruitment, first)
    assert (await merged(recruitment, first, second, 409))["type"].endswith("both-on-the-way")


async def test_the_way_of_the_kept_id_goes_on_and_an_ended_one_comes_along(recruitment: Any, closure: Any) -> None:
    first, second = await twice(recruitment, closure)
    application = await applied(recruitment, second)
    answer = await recruitment.asks("POST", f"/v1/applications/{application}/withdrawal")
    assert answer.status_code == 200, answer.text
    kept = await applied(recruitment, first)
    assert (await merged(recruitment, first, second))["applications"] == 1
    assert {(await read(recruitment, each))["person"] for each in (application, kept)} == {str(first)}


async def applied(recruitment: Any, person: UUID) -> str:
    answer = await recruitment.asks("POST", "/v1/applications", {"person": str(person), "program": IOWA})
    assert answer.status_code == 201, answer.text
    told: str = answer.json()["id"]
    return told


async def read(recruitment: Any, application: str) -> dict[str, Any]:
    told: dict[str, Any] = await recruitment.reads(f"/v1/applications/{application}")
    return told


async def test_the_merged_id_stays_another_name_in_addresses_and_tokens(recruitment: Any, closure: Any) -> None:
    first, second = await twice(recruitment, closure)
    await merged(recruitment, first, second)
    await refresh(recruitment.made.runtime.api)
    assert (await recruitment.reads(f"/v1/candidates/{second}"))["person"] == str(first)
    themselves = {"roles": ("candidate",), "counties": (), "person": second}
    assert (await recruitment.reads(f"/v1/candidates/{first}", **themselves))["person"] == str(first)


async def test_chains_of_merges_end_at_the_last_one_kept(recruitment: Any, closure: Any) -> None:
    first, second = await twice(recruitment, closure)
    await recruitment.reports(closure("c-6", parents=["r-1"]))
    third = max(UUID(each["person"]) for each in await recruitment.candidates())
    await merged(recruitment, first, second)
    await merged(recruitment, third, first)
    await recruitment.reports(closure("c-7", parents=["q-1"]))
    assert (await recruitment.case_of("c-7"))["parents"] == [str(third)]
    assert {each["person"] for each in await recruitment.candidates()} == {str(third)}


async def test_whose_data_was_destroyed_is_merged_with_nobody(
    recruitment: Any, closure: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "SETTLE_SECONDS", 0.0)
    first, second = await twice(recruitment, closure)
    await recruitment.hears(PersonErased(person=second, erasure=uuid7()), county=STORY)
    await recruitment.made.work_off_jobs()
    assert (await merged(recruitment, first, second, 409))["type"].endswith("data-of-one-destroyed")


async def test_who_decided_what_on_which_ground_can_be_read(recruitment: Any, closure: Any) -> None:
    first, second = await twice(recruitment, closure)
    await merged(recruitment, first, second)
    for counties in ((POLK,), (STORY,)):
        (told,) = (await recruitment.reads("/v1/merges", counties=counties))["items"]
        assert (told["merged"], told["kept"], told["ground"]) == (str(second), str(first), "documents")
    assert (await recruitment.reads("/v1/merges", counties=("19049",)))["items"] == []
