"""A training held for several over weeks: who attended enough has it, and of the others it is said what is missing (P29)."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from peerbridge.events.candidates import TrainingCompleted
from peerbridge.events.policy import Policy
from peerbridge.identity import COORDINATOR, PARTNER
from peerbridge.ids import uuid7

POLK, DALLAS, STORY = "19153", "19049", "19169"
IOWA = "children-and-families-of-iowa"
FIRST = date(2026, 1, 6)


@pytest.fixture
async def office(office: Any, iowa: Policy) -> Any:
    """Colorado's course (P29) in Iowa's curriculum: fourteen weeks, more than thirty hours."""
    trainings = tuple(
        each.model_copy(update={"weeks": 14, "hours": 31}) if each.training == "dhs-101" else each
        for each in iowa.trainings
    )
    await office.publishes(iowa.model_copy(update={"trainings": trainings}), version=2)
    return office


async def asks(office: Any, path: str, body: Any = None, *counties: str, expect: int = 201) -> Any:
    async with office.coordinator(*counties) as http:
        answer = await http.post(f"/v1/cohorts{path}", json=body)
    assert answer.status_code == expect, answer.text
    return answer.json()


async def planned(office: Any, **changes: Any) -> str:
    body = {"program": IOWA, "training": "dhs-101", "county": POLK, "starts_on": str(FIRST)} | changes
    made: str = (await asks(office, "", body))["id"]
    return made


def on(office: Any, day: date) -> None:
    office.component.clock.instant = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


async def meets(office: Any, cohort: str, weeks: int, hours: float, *who: Any, first: int = 0) -> None:
    for week in range(first, weeks):
        day = FIRST + timedelta(weeks=week)
        on(office, day)
        body = {"on": str(day), "hours": hours, "attended": [each["id"] for each in who]}
        await asks(office, f"/{cohort}/sessions", body)


async def test_p29_fourteen_weeks_and_more_than_thirty_hours(office: Any) -> None:
    steady, late = await office.takes_on(IOWA), await office.takes_on(IOWA)
    cohort = await planned(office)
    for each in (steady, late):
        await asks(office, f"/{cohort}/members", {"application": each["id"]})
    await meets(office, cohort, 1, 2.5, steady)
    await meets(office, cohort, 14, 2.5, steady, late, first=1)
    await office.component.announced()
    told = await asks(office, f"/{cohort}/completion", expect=200)
    assert {each["application"]: (each["hours"], each["rule"]) for each in told["members"]} == {
        steady["id"]: (35.0, None),
        late["id"]: (32.5, "course-too-short"),
    }
    assert told["closed_on"] == "2026-04-07"
    assert await office.component.announced() == [TrainingCompleted]
    async with office.coordinator() as http:
        (found,) = (await http.get(f"/v1/applications/{steady['id']}")).json()["trainings"]
    assert found == {"training": "dhs-101", "completed_on": "2026-04-07", "hours": 35.0, "modality": None}


async def test_too_few_hours_and_nobody_there_are_said(office: Any) -> None:
    short, absent = await office.takes_on(IOWA), await office.takes_on(IOWA)
    cohort = await planned(office)
    for each in (short, absent):
        await asks(office, f"/{cohort}/members", {"application": each["id"]})
    await meets(office, cohort, 14, 2, short)
    told = await asks(office, f"/{cohort}/completion", expect=200)
    assert {each["application"]: each["rule"] for each in told["members"]} == {
        short["id"]: "hours-too-few",
        absent["id"]: "never-attended",
    }
    assert all(each["reason"] for each in told["members"])
    await asks(office, f"/{cohort}/completion", expect=409)
    await asks(office, f"/{cohort}/members", {"application": absent["id"]}, expect=409)
    await asks(office, f"/{cohort}/sessions", {"on": "2026-04-07", "hours": 1}, expect=409)


async def test_a_meeting_is_of_members_of_a_day_that_has_come_and_once(office: Any) -> None:
    member, stranger = await office.takes_on(IOWA), await office.takes_on(IOWA)
    cohort = await planned(office)
    await asks(office, f"/{cohort}/members", {"application": member["id"]})
    path = f"/{cohort}/sessions"
    await asks(office, path, {"on": "2026-01-06", "hours": 2}, expect=422)  # today is the fifth
    on(office, FIRST)
    await asks(office, path, {"on": "2026-01-05", "hours": 2}, expect=422)
    refused = await asks(office, path, {"on": "2026-01-06", "hours": 2, "attended": [stranger["id"]]}, expect=422)
    assert refused["count"] == 1
    for hours in (0, -1, 24.5):
        await asks(office, path, {"on": "2026-01-06", "hours": hours}, expect=422)
    await asks(office, path, {"on": "2026-01-06", "hours": 2, "attended": [member["id"]]})
    await asks(office, path, {"on": "2026-01-06", "hours": 2}, expect=409)


async def test_who_has_the_training_or_is_in_already_is_not_enrolled_again(office: Any) -> None:
    someone = await office.takes_on(IOWA)
    await office.does(someone, "trainings", {"training": "confidentiality", "hours": 2})
    cohort = await planned(office, training="confidentiality")
    refused = await asks(office, f"/{cohort}/members", {"application": someone["id"]}, expect=409)
    assert refused["type"].endswith("training-already-completed")
    other = await planned(office)
    await asks(office, f"/{other}/members", {"application": someone["id"]})
    again = await asks(office, f"/{other}/members", {"application": someone["id"]}, expect=409)
    assert again["type"].endswith("member-already")


async def test_a_cohort_is_of_a_training_and_a_county_of_the_programme(office: Any) -> None:
    body = {"program": IOWA, "training": "unheard-of", "county": POLK, "starts_on": "2026-01-06"}
    assert "dhs-101" in (await asks(office, "", body, expect=422))["detail"]
    await asks(office, "", body | {"training": "dhs-101", "county": STORY}, expect=409)
    await asks(office, "", body | {"training": "dhs-101", "starts_on": "2036-01-06"}, expect=422)
    await asks(office, "", body | {"training": "dhs-101", "program": "nobody"}, expect=409)


async def test_a_regional_cohort_is_closed_by_who_holds_its_members_counties(office: Any) -> None:
    here, there = await office.takes_on(IOWA), await office.takes_on(IOWA, DALLAS)
    cohort = await planned(office)
    for each in (here, there):
        await asks(office, f"/{cohort}/members", {"application": each["id"]})
    await meets(office, cohort, 14, 2.5, here, there)
    await asks(office, f"/{cohort}/completion", None, POLK, expect=403)
    told = await asks(office, f"/{cohort}/completion", None, POLK, DALLAS, expect=200)
    assert [each["rule"] for each in told["members"]] == [None, None]


async def test_another_county_sees_no_cohort_and_a_partner_may_not_look(office: Any) -> None:
    someone = await office.takes_on(IOWA)
    cohort = await planned(office)
    await asks(office, f"/{cohort}/members", {"application": someone["id"]})
    async with office.component.client(COORDINATOR, counties=(STORY,)) as http:
        assert (await http.get(f"/v1/cohorts/{cohort}")).status_code == 404
        assert (await http.get("/v1/cohorts")).json()["items"] == []
        for deed in ("members", "sessions", "completion"):
            body = {"application": str(uuid7()), "on": "2026-01-06", "hours": 1}
            names = {"members": ("application",), "sessions": ("on", "hours"), "completion": ()}[deed]
            answer = await http.post(f"/v1/cohorts/{cohort}/{deed}", json={name: body[name] for name in names} or None)
            assert answer.status_code == 404, deed
    async with office.component.client(PARTNER, person=someone["person"]) as http:
        assert (await http.get(f"/v1/cohorts/{cohort}")).status_code == 403
    async with office.coordinator() as http:
        (listed,) = (await http.get("/v1/cohorts", params={"program": IOWA, "county": POLK})).json()["items"]
        assert listed["id"] == cohort
        assert (await http.get(f"/v1/cohorts/{cohort}")).json()["members"][0]["application"] == someone["id"]


async def test_two_who_close_a_cohort_at_once_record_each_training_once(office: Any) -> None:
    someone = await office.takes_on(IOWA)
    cohort = await planned(office)
    await asks(office, f"/{cohort}/members", {"application": someone["id"]})
    await meets(office, cohort, 14, 2.5, someone)
    await office.component.announced()
    async with office.coordinator() as http:
        answers = await asyncio.gather(*(http.post(f"/v1/cohorts/{cohort}/completion") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert await office.component.announced() == [TrainingCompleted]


async def test_an_application_that_is_not_there_is_not_enrolled(office: Any) -> None:
    elsewhere = await office.takes_on(IOWA, DALLAS)
    cohort = await planned(office)
    for application in (str(uuid7()), elsewhere["id"]):
        refused = await asks(office, f"/{cohort}/members", {"application": application}, POLK, expect=422)
        assert refused["type"].endswith("application-unknown")


async def test_a_cohort_says_at_any_time_whose_training_counts_and_which_rule_stands_against_it(office: Any) -> None:
    steady, absent = await office.takes_on(IOWA), await office.takes_on(IOWA)
    cohort = await planned(office)
    for each in (steady, absent):
        await asks(office, f"/{cohort}/members", {"application": each["id"]})
    await meets(office, cohort, 3, 2.5, steady)
    assert await judged(office, cohort) == {
        steady["id"]: (steady["person"], 7.5, 3, None, "hours-too-few"),
        absent["id"]: (absent["person"], 0, 0, None, "never-attended"),
    }
    await meets(office, cohort, 14, 2.5, steady, first=3)
    assert (await judged(office, cohort))[steady["id"]] == (steady["person"], 35.0, 14, None, None)
    await asks(office, f"/{cohort}/completion", expect=200)
    found = await judged(office, cohort)
    assert found[steady["id"]] == (steady["person"], 35.0, 14, "2026-04-07", None)
    assert found[absent["id"]][4] == "never-attended"
    async with office.coordinator() as http:
        (first, _) = (await http.get(f"/v1/cohorts/{cohort}")).json()["members"]
    assert (first["first_on"], first["last_on"]) == ("2026-01-06", "2026-04-07")


async def judged(office: Any, cohort: str) -> dict[str, tuple[Any, ...]]:
    async with office.coordinator() as http:
        members = (await http.get(f"/v1/cohorts/{cohort}")).json()["members"]
    names = ("person", "hours", "meetings", "counted_on", "rule")
    return {each["application"]: tuple(each[name] for name in names) for each in members}
