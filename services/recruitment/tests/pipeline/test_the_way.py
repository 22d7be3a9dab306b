"""The whole way through the API on a real database: each step in its place, what is announced, what is still missing."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from peerbridge.events.candidates import (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    BackgroundCheckDecided,
    PartnerHired,
    ReadinessAgreed,
    ScreeningDecided,
    TrainingCompleted,
)
from peerbridge.events.certification import CertificationExpiring, PartnerCertified
from peerbridge.events.policy import Policy
from peerbridge.identity import COORDINATOR

POLK, DALLAS, STORY = "19153", "19049", "19169"
IOWA = "children-and-families-of-iowa"
STEPS = [
    ("screening-decisions", {"step": "interview", "decision": "advanced", "panel": []}),
    ("background-checks", {"check": "criminal-history", "outcome": "cleared"}),
    ("hire", {"employment": "contractor"}),
    ("trainings", {"training": "dhs-101", "hours": 2}),
    ("certification", {}),
]


async def test_a_candidate_becomes_a_partner_and_every_step_is_announced(office: Any) -> None:
    application = await office.applies(IOWA)
    assert application["next_step"] == "screening-decisions"
    certified = await office.certifies(application)
    assert (certified["state"], certified["valid_until"]) == ("certified", "2028-01-05")
    assert await office.component.announced() == [
        ApplicationSubmitted,
        ScreeningDecided,
        *[BackgroundCheckDecided] * 2,
        PartnerHired,
        *[TrainingCompleted] * 6,
        PartnerCertified,
    ]
    news = await office.component.news()
    assert {event.subject for event in news} == {application["person"]}
    assert {event.about.county for event in news} == {POLK}
    assert [event.about.sequence for event in news] == list(range(1, 13))


async def test_p36_where_readiness_is_asked_for_it_is_a_step_of_its_own(office: Any, washington: Policy) -> None:
    await office.publishes(washington)
    application = await office.applies(washington.program, "53033")
    await office.screens(application)
    await office.checks(application)
    await office.hires(application)
    await office.trains(application)
    refused = await office.does(application, "certification", expect=409)
    assert [item["what"] for item in refused["missing"]] == ["readiness"]
    skills = dict.fromkeys(washington.readiness.skills, 3)
    body = {"partner": skills, "coordinator": skills, "plan": "Sit in on two meetings."}
    assert (await office.does(application, "readiness", body))["next_step"] == "certification"
    await office.does(application, "certification")
    announced = await office.component.announced()
    assert announced[-2:] == [ReadinessAgreed, PartnerCertified]


@pytest.mark.parametrize("place", range(1, 5))
async def test_a_step_too_early_is_refused_with_all_that_comes_first(office: Any, place: int) -> None:
    application = await office.applies(IOWA)
    step, body = STEPS[place]
    refused = await office.does(application, step, body, expect=409)
    assert refused["type"] == "urn:peerbridge:problem:steps-missing"
    assert refused["missing"][0]["step"] == "screening-decisions"
    assert await office.component.announced() == [ApplicationSubmitted]


async def test_what_is_missing_is_told_in_words_and_figures(office: Any) -> None:
    application = await office.applies(IOWA)
    await office.screens(application)
    await office.checks(application, valid_until="2026-02-01")
    await office.hires(application)
    await office.trains(application, count=4)
    office.component.clock.instant = datetime(2026, 2, 2, 18, tzinfo=UTC)
    async with office.coordinator() as http:
        shown = (await http.get(f"/v1/applications/{application['id']}")).json()
    assert [item["says"] for item in shown["missing"]] == [
        "background check criminal-history expires on 2026-02-01, before the start on 2026-02-02",
        "background check child-abuse-registry expires on 2026-02-01, before the start on 2026-02-02",
        "4 of 6 trainings before start; left: family-interaction, confidentiality",
    ]
    assert shown["still_due"]["domestic-violence"] == "2027-01-05"
    refused = await office.does(application, "certification", expect=409)
    assert [(item["what"], item["have"], item["need"]) for item in refused["missing"]][-1] == ("training", 4, 6)


async def test_the_policy_of_the_day_of_application_stays(office: Any, iowa: Policy) -> None:
    before = await office.applies(IOWA)
    await office.publishes(iowa.model_copy(update={"trainings": iowa.trainings[:1]}), 2, date(2026, 1, 6))
    office.component.passes(days=2)
    after = await office.applies(IOWA)
    assert (before["policy_version"], after["policy_version"]) == (1, 2)
    async with office.coordinator() as http:
        shown = (await http.get(f"/v1/applications/{before['id']}")).json()
    assert [item["need"] for item in shown["missing"] if item["what"] == "training"] == [6]
    assert [item["need"] for item in after["missing"] if item["what"] == "training"] == [1]


async def test_a_policy_of_tomorrow_is_not_in_force_today_in_the_countys_zone(office: Any, iowa: Policy) -> None:
    await office.publishes(iowa.model_copy(update={"trainings": iowa.trainings[:1]}), 2, date(2026, 1, 6))
    office.component.clock.instant = datetime(2026, 1, 6, 5, 59, tzinfo=UTC)
    assert (await office.applies(IOWA))["policy_version"] == 1
    office.component.clock.instant = datetime(2026, 1, 6, 6, 0, tzinfo=UTC)
    assert (await office.applies(IOWA))["policy_version"] == 2


async def test_a_candidate_applies_for_themself_and_sees_where_it_stands(office: Any) -> None:
    person = await office.knows(IOWA)
    async with office.person(person) as http:
        answer = await http.post("/v1/applications", json={"person": str(person), "program": IOWA})
        assert answer.status_code == 201
        listed = (await http.get("/v1/applications")).json()["items"]
        other = await http.post("/v1/applications", json={"person": str(await office.knows(IOWA)), "program": IOWA})
    assert [each["id"] for each in listed] == [answer.json()["id"]]
    assert other.status_code == 404


@pytest.mark.parametrize(
    ("state", "kind", "said"),
    [
        ("waiting", "candidate-not-ready", {"due_on": date(2026, 6, 1)}),
        ("waiting", "candidate-not-ready", {}),
        ("withdrawn", "candidate-not-ready", {}),
        ("outside", "candidate-not-ready", {}),
        ("opted_out", "candidate-opted-out-for-good", {}),
    ],
)
async def test_who_is_not_in_the_pool_cannot_apply_and_is_told_why(
    office: Any, state: str, kind: str, said: Any
) -> None:
    person = await office.knows(IOWA, state=state, **said)
    async with office.coordinator() as http:
        answer = await http.post("/v1/applications", json={"person": str(person), "program": IOWA})
    assert (answer.status_code, answer.json()["type"]) == (409, f"urn:peerbridge:problem:{kind}")
    if said:
        assert answer.json()["missing"][0]["by"] == "2026-06-01"
    assert await office.component.announced() == []


async def test_p05_a_nominated_candidate_whose_case_is_closed_applies(office: Any) -> None:
    assert (await office.applies(IOWA, state="nominated"))["state"] == "open"


async def test_one_application_at_a_time_and_another_after_it_was_withdrawn(office: Any) -> None:
    first = await office.applies(IOWA)
    body = {"person": first["person"], "program": IOWA}
    async with office.coordinator() as http:
        again = await http.post("/v1/applications", json=body)
        assert (again.status_code, again.json()["application"]) == (409, first["id"])
        withdrawn = await http.post(f"/v1/applications/{first['id']}/withdrawal")
        assert (withdrawn.json()["state"], withdrawn.json()["missing"]) == ("withdrawn", [])
        assert (await http.post(f"/v1/applications/{first['id']}/withdrawal")).status_code == 409
        assert (await http.post("/v1/applications", json=body)).status_code == 201
    announced = await office.component.announced()
    assert announced == [ApplicationSubmitted, ApplicationWithdrawn, ApplicationSubmitted]


async def test_after_the_end_of_an_application_the_pool_decides_on_the_person_again(office: Any) -> None:
    application = await office.applies(IOWA)
    await office.does(application, "withdrawal")
    await office.component.work_off_jobs()
    async with office.coordinator() as http:
        standing = (await http.get(f"/v1/candidates/{application['person']}")).json()["programs"][0]
    assert (standing["state"], standing["applied"]) == ("withdrawn", False)  # nothing stored says that a case closed


async def test_a_withdrawn_application_takes_no_further_step(office: Any) -> None:
    application = await office.applies(IOWA)
    await office.does(application, "withdrawal")
    for step, body in STEPS:
        refused = await office.does(application, step, body, expect=409)
        assert refused["type"] == "urn:peerbridge:problem:application-closed"


async def test_p11_a_contractor_may_be_in_two_programmes_at_once(office: Any, iowa: Policy) -> None:
    second = iowa.model_copy(update={"program": "second-of-iowa"})
    await office.publishes(second)
    first = await office.applies(IOWA)
    other = await office.applies(second.program, person=UUID(first["person"]))
    assert (await office.certifies(first))["state"] == "certified"
    assert (await office.certifies(other))["state"] == "certified"


async def test_p15_a_place_is_counted_over_all_counties_and_free_again_after_a_withdrawal(
    office: Any, iowa: Policy
) -> None:
    await office.publishes(
        iowa.model_copy(update={"employment": iowa.employment.model_copy(update={"headcount_cap": 1})}), 2
    )
    here, there = await office.applies(IOWA, POLK), await office.applies(IOWA, STORY)
    for each in (here, there):
        await office.screens(each)
        await office.checks(each)
    await office.hires(here)
    refused = await office.does(there, "hire", {"employment": "contractor"}, expect=409)
    assert refused["type"] == "urn:peerbridge:problem:headcount-reached"
    await office.does(here, "withdrawal")
    await office.hires(there)


async def test_a_partner_may_serve_more_counties_of_the_callers_own(office: Any) -> None:
    application = await office.applies(IOWA)
    for step in (office.screens, office.checks, office.hires, office.trains):
        await step(application)
    body = {"counties": [DALLAS]}
    beyond = await office.does(application, "certification", body, expect=403)
    assert beyond["type"] == "urn:peerbridge:problem:beyond-counties"
    async with office.coordinator(POLK, DALLAS) as http:
        answer = await http.post(f"/v1/applications/{application['id']}/certification", json=body)
    assert answer.json()["counties"] == [DALLAS, POLK]
    said = (await office.component.news())[-1]
    assert (said.about.county, said.about.shared_with) == (POLK, (DALLAS,))
    async with office.component.client(COORDINATOR, counties=(DALLAS,)) as http:
        assert len((await http.get("/v1/partners", params={"county": DALLAS})).json()["items"]) == 1
        denied = await http.post(f"/v1/partners/{application['person']}/departure", json={"program": IOWA})
    assert denied.status_code == 404


async def test_a_certification_with_less_than_30_days_left_announces_the_nearest_notice_only(office: Any) -> None:
    application = await office.applies(IOWA)
    await office.screens(application)
    await office.checks(application, valid_until="2026-01-25")
    await office.hires(application)
    await office.trains(application)
    await office.does(application, "certification")
    news = [event for event in await office.component.news() if isinstance(event, CertificationExpiring)]
    assert [event.days_left for event in news] == [30]
    assert await office.component.sweep("certification_days") == 0


async def test_nobody_unknown_can_apply_or_be_looked_at(office: Any) -> None:
    async with office.coordinator() as http:
        body = {"person": str(uuid4()), "program": IOWA}
        assert (await http.post("/v1/applications", json=body)).status_code == 404
        assert (await http.get(f"/v1/applications/{uuid4()}")).status_code == 404
        assert (await http.post(f"/v1/partners/{uuid4()}/departure", json={"program": IOWA})).status_code == 404
