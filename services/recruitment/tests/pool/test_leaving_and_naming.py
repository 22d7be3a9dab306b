"""Opt-outs are for good; who is named waits until their case is closed."""

from datetime import date
from typing import Any
from uuid import UUID

from peerbridge.identity import CANDIDATE, CASEWORKER, COORDINATOR

POLK, STORY = "19153", "19169"
IOWA = "children-and-families-of-iowa"


def named(**changes: Any) -> dict[str, Any]:
    body = {
        "program": IOWA,
        "county": POLK,
        "referrer": "caseworker",
        "source": "county-system",
        "source_person": "p-1",
    }
    return {key: value for key, value in (body | changes).items() if value is not None}


async def identified(recruitment: Any, closure: Any) -> UUID:
    await recruitment.applies()
    await recruitment.reports(closure(parents=["p-1"]))
    await recruitment.news()
    (candidate,) = await recruitment.candidates()
    return UUID(candidate["person"])


async def test_who_opts_out_is_never_identified_again(recruitment: Any, closure: Any) -> None:
    person = await identified(recruitment, closure)
    answer = await recruitment.asks("POST", f"/v1/candidates/{person}/opt-out")
    assert [each["state"] for each in answer.json()["programs"]] == ["opted_out"]
    assert await recruitment.news() == ["CandidateOptedOut"]
    assert (await recruitment.asks("POST", f"/v1/candidates/{person}/opt-out")).status_code == 200
    await recruitment.reports(closure("c-2", parents=["p-1"]))
    await recruitment.applies(recruitment.policy.model_copy(update={"program": "other"}))
    assert await recruitment.news() == ["CaseClosed"]


async def test_a_person_may_opt_out_themselves_and_nobody_else(recruitment: Any, closure: Any) -> None:
    person = await identified(recruitment, closure)
    await recruitment.reports(closure("c-2", parents=["p-2"]))
    other = next(c["person"] for c in await recruitment.candidates() if c["person"] != str(person))
    themselves = {"roles": (CANDIDATE,), "counties": (), "person": person}
    assert (await recruitment.asks("POST", f"/v1/candidates/{other}/opt-out", **themselves)).status_code == 404
    assert (await recruitment.asks("GET", f"/v1/candidates/{other}", **themselves)).status_code == 404
    assert len((await recruitment.reads(f"/v1/candidates/{person}", **themselves))["programs"]) == 1
    answer = await recruitment.asks("POST", f"/v1/candidates/{person}/opt-out", **themselves)
    assert (answer.status_code, answer.json()["programs"][0]["state"]) == (200, "opted_out")


async def test_only_a_coordinator_or_the_person_opts_out(recruitment: Any, closure: Any) -> None:
    person = await identified(recruitment, closure)
    path = f"/v1/candidates/{person}/opt-out"
    assert (await recruitment.asks("POST", path, roles=(CASEWORKER,))).status_code == 403
    assert (await recruitment.asks("POST", path, counties=(STORY,))).status_code == 404


async def test_p05_who_is_named_while_a_case_is_open_is_announced_after_its_closure(
    recruitment: Any, closure: Any, opening: Any
) -> None:
    await recruitment.applies()
    await recruitment.reports(opening(parents=["p-1"]))
    await recruitment.news()
    answer = await recruitment.asks("POST", "/v1/nominations", named())
    assert (answer.status_code, answer.json()["candidate"]["state"]) == (201, "waiting")
    assert await recruitment.news() == []
    await recruitment.reports(closure(parents=["p-1"], closed_on="2025-12-01"))
    assert await recruitment.news() == ["CaseClosed", "CandidateNominated"]


async def test_p05_who_is_named_while_the_wait_goes_on_is_identified_when_it_is_over(
    recruitment: Any, closure: Any
) -> None:
    await recruitment.applies()
    await recruitment.reports(closure(parents=["p-1"], closed_on="2025-03-10"))
    await recruitment.asks("POST", "/v1/nominations", named())
    assert await recruitment.news() == ["CaseClosed", "CandidateNominated"]
    await recruitment.day_comes(date(2026, 3, 10))
    assert await recruitment.news() == ["CandidateIdentified"]
    assert [each["state"] for each in await recruitment.candidates()] == ["identified"]


async def test_p05_the_event_does_not_say_who_named_them(recruitment: Any) -> None:
    await recruitment.applies()
    answer = await recruitment.asks("POST", "/v1/nominations", named(referrer="judge"))
    assert answer.json()["candidate"]["in_pool"]
    (event,) = [each for each in await recruitment.made.news() if type(each).__name__ == "CandidateNominated"]
    assert b"judge" not in event.payload()


async def test_p05_and_p06_a_program_says_whose_word_it_takes(recruitment: Any) -> None:
    await recruitment.applies(referrers=("judge", "event"))
    refused = await recruitment.asks("POST", "/v1/nominations", named())
    assert (refused.status_code, refused.json()["allowed"]) == (409, "event, judge")
    assert (await recruitment.asks("POST", "/v1/nominations", named(referrer="event"))).status_code == 201


async def test_the_same_nomination_again_changes_nothing(recruitment: Any) -> None:
    await recruitment.applies()
    first = await recruitment.asks("POST", "/v1/nominations", named())
    again = await recruitment.asks("POST", "/v1/nominations", named())
    other = await recruitment.asks("POST", "/v1/nominations", named(referrer="judge"))
    assert first.json() == again.json()
    assert other.json()["nomination"] != first.json()["nomination"]
    assert await recruitment.news() == ["CandidateNominated"]


async def test_a_nomination_that_cannot_be_kept_says_what_to_do(recruitment: Any, closure: Any) -> None:
    person = await identified(recruitment, closure)
    nobody = {"source": None, "source_person": None}
    for body, status in [
        (named(county="06037"), 403),
        (named(program="nobodys"), 404),
        (named(**nobody), 422),
        (named(person=str(person)), 422),
        (named(**nobody, person="01890000-0000-7000-8000-000000000000"), 404),
        (named(referrer="neighbour"), 422),
    ]:
        assert (await recruitment.asks("POST", "/v1/nominations", body)).status_code == status
    await recruitment.asks("POST", f"/v1/candidates/{person}/opt-out", roles=(COORDINATOR,))
    assert (await recruitment.asks("POST", "/v1/nominations", named())).status_code == 409


async def test_a_candidate_list_goes_on_after_its_last_line(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(*(closure(f"c-{n}") for n in range(5)))
    first = await recruitment.reads("/v1/candidates", params={"limit": 3, "county": POLK, "state": "identified"})
    rest = await recruitment.reads("/v1/candidates", params={"limit": 3, "after": first["next"]})
    people = [each["person"] for each in (*first["items"], *rest["items"])]
    assert (len(people), len(set(people)), rest["next"]) == (5, 5, None)
    assert (await recruitment.asks("GET", "/v1/candidates", params={"after": "x"})).status_code == 400
    assert await recruitment.candidates(program="other") == []
