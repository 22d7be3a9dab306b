"""Partners as business days pass: notices, lapse, overdue trainings, renewal, suspension, departure; in the county's zone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from peerbridge.events.candidates import ApplicationWithdrawn, BackgroundCheckDecided
from peerbridge.events.certification import (
    CertificationExpiring,
    CertificationLapsed,
    CertificationRenewed,
    PartnerCertified,
    PartnerLeft,
    PartnerReinstated,
    PartnerSuspended,
)
from peerbridge.events.policy import Policy
from peerbridge.events.policy_growth import ContinuingEducation
from peerbridge.identity import PARTNER, STATE_OFFICER, SUPERVISOR

POLK, STORY = "19153", "19169"
IOWA = "children-and-families-of-iowa"
SWEEP = "certification_days"


@pytest.fixture
async def partner(office: Any) -> Any:
    """Certified on 5 January 2026; what was announced until then is forgotten."""
    made = await office.certifies(await office.applies(IOWA))
    await office.component.announced()
    return made


async def days_pass(office: Any, days: int) -> int:
    """So many days later, what the sweep did."""
    office.component.passes(days=days)
    acted: int = await office.component.sweep(SWEEP)
    return acted


async def test_p26_four_of_five_on_day_366_suspends_at_local_midnight_and_the_fifth_reinstates(
    office: Any, partner: Any
) -> None:
    application = {"id": partner["application"], "county": POLK, "program": IOWA}
    await office.trains(application, "within_months", 4)
    office.component.clock.instant = datetime(2027, 1, 6, 5, 59, tzinfo=UTC)
    await office.component.announced()
    assert await office.component.sweep(SWEEP) == 0
    office.component.clock.instant = datetime(2027, 1, 6, 6, 0, tzinfo=UTC)
    assert await office.component.sweep(SWEEP) == 1
    assert await office.component.sweep(SWEEP) == 0
    refused = await office.partner(partner, "reinstatement", expect=409)
    assert refused["missing"][0]["which"] == ["substance-abuse"]
    await office.does(application, "trainings", {"training": "substance-abuse", "hours": 3})
    announced = await office.component.announced()
    assert announced[0] is PartnerSuspended
    assert announced[-1] is PartnerReinstated
    async with office.coordinator() as http:
        listed = (await http.get("/v1/partners", params={"state": "certified"})).json()["items"]
    assert [each["person"] for each in listed] == [partner["person"]]


async def test_the_end_is_announced_three_times_and_then_it_lapses(office: Any, partner: Any) -> None:
    application = {"id": partner["application"], "county": POLK, "program": IOWA}
    await office.trains(application, "within_months")
    await office.component.announced()
    acted = [await days_pass(office, days) for days in (639, 1, 30, 29, 1, 30, 1, 5)]
    assert acted == [0, 1, 1, 0, 1, 0, 1, 0]
    assert await office.component.announced() == [*[CertificationExpiring] * 3, CertificationLapsed]
    async with office.coordinator() as http:
        listed = (await http.get("/v1/partners", params={"state": "lapsed"})).json()["items"]
    assert len(listed) == 1


async def test_after_a_long_standstill_only_what_is_still_true_is_told(office: Any, partner: Any) -> None:
    await days_pass(office, 1000)
    assert partner["valid_until"] == "2028-01-05"
    assert await office.component.announced() == [CertificationLapsed]


async def test_p34_a_renewal_needs_its_hours_and_new_checks(office: Any, iowa: Policy) -> None:
    asked = ContinuingEducation(hours=40, cycle_months=24, cycle="fixed_cycle")
    early = tuple(each for each in iowa.trainings if each.due == "before_start")
    await office.publishes(iowa.model_copy(update={"continuing_education": asked, "trainings": early}), 2)
    partner = await office.certifies(await office.applies(IOWA))
    application = {"id": partner["application"], "county": POLK, "program": IOWA}
    office.component.passes(days=700)
    await office.checks(application)
    await office.component.announced()
    entries = [{"completed_on": f"2027-0{month}-01", "hours": 10, "topic": "recovery"} for month in (3, 4, 5)]
    refused = await office.partner(partner, "renewal", expect=409, education=entries)
    assert [(each["have"], each["need"]) for each in refused["missing"]] == [(30, 40)]
    last = {"completed_on": "2027-06-01", "hours": 10, "topic": "recovery"}
    renewed = await office.partner(partner, "renewal", education=[*entries, last])
    assert (renewed["valid_from"], renewed["valid_until"]) == ("2026-01-05", "2029-12-06")
    assert await office.component.announced() == [CertificationRenewed]


async def test_a_renewal_too_early_is_refused_with_the_day_it_opens(office: Any, partner: Any) -> None:
    refused = await office.partner(partner, "renewal", expect=409)
    assert refused["opens_on"] == "2027-10-07"


async def test_a_partner_is_suspended_taken_back_and_leaves(office: Any, partner: Any) -> None:
    assert (await office.partner(partner, "suspension", reason="conduct_review"))["state"] == "suspended"
    await office.partner(partner, "suspension", expect=409, reason="own_wish")
    assert (await office.partner(partner, "reinstatement"))["state"] == "certified"
    await office.partner(partner, "reinstatement", expect=409)
    assert (await office.partner(partner, "departure"))["state"] == "left"
    for deed in ("departure", "renewal", "reinstatement"):
        refused = await office.partner(partner, deed, expect=409)
        assert refused["type"] == "urn:peerbridge:problem:not-active"
    assert await office.component.announced() == [PartnerSuspended, PartnerReinstated, PartnerLeft]


async def test_who_left_may_apply_and_be_certified_again(office: Any, partner: Any) -> None:
    await office.partner(partner, "departure")
    async with office.coordinator(POLK) as http:
        answer = await http.post("/v1/applications", json={"person": partner["person"], "program": IOWA})
    again = await office.certifies(answer.json())
    assert again["application"] != partner["application"]
    assert (await office.component.announced())[-1] is PartnerCertified
    assert (await office.partner(partner, "suspension", reason="own_wish"))["application"] == again["application"]


async def test_p23_a_disqualifying_check_later_suspends_a_partner_until_people_decide(
    office: Any, partner: Any
) -> None:
    application = {"id": partner["application"], "county": POLK, "program": IOWA}
    office.component.passes(days=100)
    body = {"check": "criminal-history", "outcome": "disqualified", "categories": ["violent-crime"]}
    await office.does(application, "background-checks", body)
    assert (await office.component.announced())[-1] is PartnerSuspended
    async with office.coordinator() as http:
        listed = (await http.get("/v1/partners", params={"state": "suspended"})).json()["items"]
    assert [each["suspension"] for each in listed] == ["conduct_review"]


async def test_p23_a_disqualified_application_is_announced_as_over_like_any_other(office: Any) -> None:
    application = await office.applies(IOWA)
    await office.screens(application)
    await office.component.announced()
    body = {"check": "criminal-history", "outcome": "disqualified", "categories": ["violent-crime"]}
    shown = await office.does(application, "background-checks", body)
    assert shown["state"] == "disqualified"
    assert await office.component.announced() == [BackgroundCheckDecided, ApplicationWithdrawn]


async def test_p26_trainings_made_up_for_after_a_lapse_end_the_suspension_with_the_renewal(
    office: Any, partner: Any
) -> None:
    application = {"id": partner["application"], "county": POLK, "program": IOWA}
    await days_pass(office, 370)
    await days_pass(office, 400)
    await office.trains(application, "within_months")
    announced = await office.component.announced()
    assert (announced[0], CertificationLapsed in announced) == (PartnerSuspended, True)
    assert PartnerReinstated not in announced, "nobody comes back while the certification has lapsed"
    await office.checks(application)
    await office.component.announced()
    assert (await office.partner(partner, "renewal"))["state"] == "certified"
    assert await office.component.announced() == [CertificationRenewed, PartnerReinstated]


async def test_partners_are_listed_by_county_programme_and_state_page_by_page(office: Any, partner: Any) -> None:
    other = await office.certifies(await office.applies(IOWA, STORY))
    async with office.component.client(SUPERVISOR, counties=(POLK, STORY)) as http:
        first = (await http.get("/v1/partners", params={"limit": 1})).json()
        second = (await http.get("/v1/partners", params={"limit": 1, "after": first["next"]})).json()
        by_county = (await http.get("/v1/partners", params={"county": STORY, "program": IOWA})).json()["items"]
        none = (await http.get("/v1/partners", params={"program": "another"})).json()
    assert [page["items"][0]["person"] for page in (first, second)] == [partner["person"], other["person"]]
    assert [each["person"] for each in by_county] == [other["person"]]
    assert none == {"items": [], "next": None}


async def test_a_partner_sees_their_own_certification_and_no_other(office: Any, partner: Any) -> None:
    await office.certifies(await office.applies(IOWA))
    async with office.person(partner["person"], PARTNER) as http:
        assert [each["person"] for each in (await http.get("/v1/partners")).json()["items"]] == [partner["person"]]
    async with office.component.client(STATE_OFFICER, counties=(STORY,)) as http:
        assert (await http.get("/v1/partners")).json()["items"] == []
