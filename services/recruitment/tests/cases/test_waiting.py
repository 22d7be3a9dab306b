"""A case whose county nobody has said waits on its state's list; once somebody says it, it flows as if it had arrived so."""

from typing import Any

IOWA_LIST = "19999"


async def test_a_report_without_a_county_waits_and_says_nothing(recruitment: Any, closure: Any) -> None:
    answers = await recruitment.reports(closure(county="19999"), counties=("19153", IOWA_LIST))
    assert [line["outcome"] for line in answers] == ["waiting_for_county"]
    assert await recruitment.news() == []
    again = await recruitment.reports(closure(county="XX999"), counties=("19153", IOWA_LIST))
    assert [line["outcome"] for line in again] == ["unchanged"]


async def test_only_who_holds_the_states_list_may_leave_a_county_out(recruitment: Any, closure: Any) -> None:
    (answer,) = await recruitment.reports(closure(county="XX999"), counties=("19153",))
    assert (answer["outcome"], answer["rule"]) == ("refused", "county_not_yours")


async def test_a_county_that_is_said_lets_the_whole_case_flow(recruitment: Any, closure: Any) -> None:
    held = ("19153", IOWA_LIST)
    await recruitment.applies()
    await recruitment.reports(
        closure(county=IOWA_LIST),
        closure(removal="0", county=IOWA_LIST, closed_on="2018-03-01", opened_on=None),
        counties=held,
    )
    (waiting,) = (await recruitment.reads("/v1/intake/waiting", counties=held))["items"]
    assert (waiting["why"], waiting["county"], waiting["source_case"]) == ("county", IOWA_LIST, "c-1")
    path = f"/v1/intake/waiting/{waiting['id']}/county"
    assert (await recruitment.asks("POST", path, {"county": "19169"}, counties=held)).status_code == 403
    assert (await recruitment.asks("POST", path, {"county": "19999"}, counties=held)).status_code == 422
    assert (await recruitment.asks("POST", path, {"county": "19153"}, counties=("19153",))).status_code == 404
    said = await recruitment.asks("POST", path, {"county": "19153"}, counties=held)
    assert (said.status_code, said.json()["county"], said.json()["waiting"]) == (200, "19153", False)
    assert await recruitment.news() == ["CaseClosed", "CaseClosed", "CandidateIdentified"]
    assert (await recruitment.asks("POST", path, {"county": "19153"}, counties=held)).status_code == 409
    assert (await recruitment.reads("/v1/intake/waiting", counties=held))["items"] == []


async def test_a_later_report_that_says_the_county_lets_the_case_flow_too(recruitment: Any, closure: Any) -> None:
    held = ("19153", IOWA_LIST)
    await recruitment.reports(closure(county=IOWA_LIST), counties=held)
    await recruitment.reports(closure(), counties=held)
    assert await recruitment.news() == ["CaseClosed"]
    assert (await recruitment.reads("/v1/intake/waiting", counties=held))["items"] == []


async def test_a_case_waits_only_where_no_report_says_a_county(recruitment: Any, closure: Any) -> None:
    held = ("19153", IOWA_LIST)
    await recruitment.reports(closure(), counties=held)
    (answer,) = await recruitment.reports(closure(removal="2", county="XX999", closed_on="2025-01-01"), counties=held)
    assert answer["outcome"] == "accepted"
    assert (await recruitment.case_of())["county"] == "19153"
