"""What comes to partners within 90, 60 and 30 days, and what a renewal would still lack."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from peerbridge.events.policy import Policy
from peerbridge.events.policy_growth import ContinuingEducation
from peerbridge.identity import COORDINATOR, PARTNER

POLK, STORY = "19153", "19169"
IOWA = "children-and-families-of-iowa"


@pytest.fixture
async def partner(office: Any, iowa: Policy) -> Any:
    """Certified on 5 January 2026 until 5 January 2028, with forty hours to do until then (P34)."""
    asked = ContinuingEducation(hours=40, cycle_months=24, cycle="fixed_cycle")
    certification = iowa.certification.model_copy(update={"validity_months": 24})
    await office.publishes(
        iowa.model_copy(update={"continuing_education": asked, "certification": certification}), version=2
    )
    return await office.certifies(await office.applies(IOWA))


async def upcoming(office: Any, *counties: str, **asked: Any) -> list[dict[str, Any]]:
    async with office.coordinator(*counties) as http:
        answer = await http.get("/v1/partners/upcoming", params=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def on(office: Any, day: date) -> None:
    office.component.clock.instant = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


async def test_p26_a_training_that_falls_due_is_listed_in_its_window(office: Any, partner: Any) -> None:
    assert partner["valid_until"] == "2028-01-05"
    on(office, date(2026, 10, 6))  # 91 days before
    assert await upcoming(office) == []
    on(office, date(2026, 10, 7))
    (found,) = await upcoming(office)
    assert (found["what"], found["on"], found["days_left"], found["window"]) == ("training_due", "2027-01-05", 90, 90)
    assert await upcoming(office, within=60) == []
    on(office, date(2026, 12, 6))
    (found,) = await upcoming(office, within=30)
    assert (found["days_left"], found["window"]) == (30, 30)


async def test_p34_a_certification_that_ends_is_listed_with_the_hours_it_lacks(office: Any, partner: Any) -> None:
    application = {"id": partner["application"], "county": POLK, "program": IOWA}
    await office.trains(application, "within_months")
    on(office, date(2027, 10, 8))
    listed = {each["what"]: each for each in await upcoming(office)}
    assert {(each["what"], each["on"]) for each in listed.values()} == {
        ("background_check_expires", "2028-01-05"),
        ("certification_ends", "2028-01-05"),
    }
    found = listed["certification_ends"]
    needs = {each["what"]: (each["have"], each["need"]) for each in found["needs"]}
    assert needs["education"] == (0, 40)


async def test_a_check_that_cuts_the_term_short_is_told_as_such(office: Any) -> None:
    application = await office.applies(IOWA)
    await office.screens(application)
    await office.checks(application, valid_until="2026-06-30")
    await office.hires(application)
    await office.trains(application)
    await office.does(application, "certification", {})
    on(office, date(2026, 6, 1))
    assert [(each["what"], each["check"], each["on"]) for each in await upcoming(office)] == [
        ("background_check_expires", check, "2026-06-30") for check in ("criminal-history", "child-abuse-registry")
    ]


async def test_another_county_sees_nothing_and_a_partner_may_not_ask(office: Any, partner: Any) -> None:
    on(office, date(2026, 12, 6))
    assert await upcoming(office, STORY) == []
    assert await upcoming(office, county=STORY) == []
    async with office.component.client(PARTNER, person=partner["person"]) as http:
        assert (await http.get("/v1/partners/upcoming")).status_code == 403
    async with office.component.client(COORDINATOR, counties=(POLK,)) as http:
        assert (await http.get("/v1/partners/upcoming", params={"within": 91})).status_code == 422


async def test_pages_go_on_where_the_last_one_ended(office: Any, partner: Any) -> None:
    await office.certifies(await office.applies(IOWA))
    on(office, date(2026, 12, 6))
    async with office.coordinator() as http:
        first = (await http.get("/v1/partners/upcoming", params={"limit": 1})).json()
        second = (await http.get("/v1/partners/upcoming", params={"limit": 1, "after": first["next"]})).json()
    assert {each["person"] for page in (first, second) for each in page["items"]} == {
        each["person"] for each in await upcoming(office)
    }
    assert first["items"][0]["person"] == partner["person"]


async def test_who_is_listed_was_looked_at(office: Any, partner: Any) -> None:
    on(office, date(2026, 12, 6))
    assert [each["person"] for each in await upcoming(office)] == [partner["person"]]
    assert [what for _, what in await office.audit()] == ["partner"]
