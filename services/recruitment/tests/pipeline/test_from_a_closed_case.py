"""From a closed case through the pool to an application: what the pool says decides who may apply, and goes on deciding."""

from datetime import date
from typing import Any

from peerbridge.identity import CANDIDATE, CASEWORKER, COORDINATOR

POLK, STORY = "19153", "19169"
IOWA = "children-and-families-of-iowa"


async def candidate(recruitment: Any, closure: Any, **changes: Any) -> str:
    """The parent of a case that closed so."""
    await recruitment.applies()
    await recruitment.reports(closure(**changes))
    await recruitment.made.work_off_jobs()
    await recruitment.day_comes(date(2026, 1, 6))
    person: str = (await recruitment.candidates())[0]["person"]
    return person


async def applying(recruitment: Any, person: str) -> Any:
    """The answer to a coordinator's application for them."""
    return await recruitment.asks("POST", "/v1/applications", {"person": person, "program": IOWA})


async def test_p02_a_year_after_the_case_closed_the_parent_may_apply_and_a_day_sooner_not(
    recruitment: Any, closure: Any
) -> None:
    person = await candidate(recruitment, closure, closed_on="2025-01-20")
    refused = await applying(recruitment, person)
    assert (refused.status_code, refused.json()["missing"][0]["by"]) == (409, "2026-01-20")
    await recruitment.day_comes(date(2026, 1, 19))
    assert (await applying(recruitment, person)).status_code == 409
    await recruitment.day_comes(date(2026, 1, 20))
    assert (await applying(recruitment, person)).status_code == 201


async def test_who_opted_out_cannot_apply_nor_be_taken_further(recruitment: Any, closure: Any) -> None:
    person = await candidate(recruitment, closure)
    made = (await applying(recruitment, person)).json()
    await recruitment.asks("POST", f"/v1/candidates/{person}/opt-out")
    body = {"step": "interview", "decision": "advanced", "panel": []}
    refused = await recruitment.asks("POST", f"/v1/applications/{made['id']}/screening-decisions", body)
    assert [item["what"] for item in refused.json()["missing"]] == ["candidate"]
    await recruitment.asks("POST", f"/v1/applications/{made['id']}/withdrawal")
    again = await applying(recruitment, person)
    assert again.json()["type"] == "urn:peerbridge:problem:candidate-opted-out-for-good"


async def test_a_case_reopened_meanwhile_keeps_the_person_from_applying_again(
    recruitment: Any, closure: Any, opening: Any
) -> None:
    person = await candidate(recruitment, closure)
    made = (await applying(recruitment, person)).json()
    await recruitment.reports(opening(removal="2", opened_on="2026-01-02"))
    await recruitment.made.work_off_jobs()
    assert made["state"] == "open"
    await recruitment.asks("POST", f"/v1/applications/{made['id']}/withdrawal")
    await recruitment.made.work_off_jobs()
    refused = await applying(recruitment, person)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:peerbridge:problem:candidate-not-ready")


async def test_the_person_applies_under_their_own_token(recruitment: Any, closure: Any) -> None:
    person = await candidate(recruitment, closure)
    body = {"person": person, "program": IOWA}
    own = await recruitment.asks("POST", "/v1/applications", body, roles=(CANDIDATE,), counties=(), person=person)
    assert own.status_code == 201
    for role, county, status in ((CASEWORKER, POLK, 403), (COORDINATOR, STORY, 404)):
        other = await recruitment.asks("POST", "/v1/applications", body, roles=(role,), counties=(county,))
        assert other.status_code == status
