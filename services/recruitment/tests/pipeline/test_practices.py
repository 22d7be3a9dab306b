"""P16, P17, P64-P66 and renewed checks (P22), over HTTP and on the database: what a programme states is asked for."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from peerbridge.events.certification import PartnerReinstated, PartnerSuspended
from peerbridge.events.policy import Policy
from peerbridge.events.policy_office import READINESS_ELEMENTS, ReadinessChecklist, RoleTitle
from peerbridge.events.policy_selection import Qualification
from peerbridge.identity import CANDIDATE, COORDINATOR, PROGRAM_ADMIN, SUPERVISOR
from peerbridge.ids import uuid7
from peerbridge.programs.load import load

POLK, DALLAS, STORY, RIVERSIDE = "19153", "19049", "19169", "06065"
IOWA = "children-and-families-of-iowa"
CHECKLISTS = f"/v1/programs/{IOWA}/readiness-checklists"
ELEMENTS = [each.element for each in READINESS_ELEMENTS]
SWEEP = "certification_days"
PROGRAMS = Path(__file__).resolve().parents[4] / "programs"


async def asks(office: Any, method: str, path: str, body: Any = None, *counties: str, expect: int = 200) -> Any:
    async with office.coordinator(*counties) as http:
        answer = await http.request(method, path, json=body)
    assert answer.status_code == expect, answer.text
    return answer.json()


async def changed(office: Any, policy: Policy, **part: Any) -> None:
    """A second version of the policy, with this in it."""
    await office.publishes(policy.model_copy(update=part), version=2)


async def ready_to_hire(office: Any, county: str = POLK) -> Any:
    application = await office.applies(IOWA, county)
    await office.screens(application)
    await office.checks(application)
    return application


async def test_p65_each_element_is_confirmed_by_a_person_and_what_is_missing_is_shown(office: Any) -> None:
    body = {"confirmed_on": "2026-01-02"}
    async with office.component.client(PROGRAM_ADMIN, counties=(POLK,), subject="the-director") as http:
        assert (await http.put(f"{CHECKLISTS}/{POLK}/hiring", json=body)).status_code == 200
    polk, dallas = sorted(await asks(office, "GET", CHECKLISTS), key=lambda each: each["county"] == DALLAS)
    (hiring,) = [each for each in polk["elements"] if each["confirmed_on"]]
    assert hiring == {
        "element": "hiring", "name": "Hiring", "confirmed_on": "2026-01-02", "confirmed_by": "the-director",
    }  # fmt: skip
    assert polk["missing"] == [each for each in ELEMENTS if each != "hiring"]
    assert (dallas["missing"], dallas["required_before"]) == (ELEMENTS, None)
    await asks(office, "DELETE", f"{CHECKLISTS}/{POLK}/hiring")
    (again,) = await asks(office, "GET", f"{CHECKLISTS}?county={POLK}")
    assert again["missing"] == ELEMENTS
    await asks(office, "DELETE", f"{CHECKLISTS}/{POLK}/hiring", expect=404)


async def test_p65_the_first_hire_of_a_county_waits_for_its_checklist_and_later_ones_do_not(
    office: Any, iowa: Policy
) -> None:
    await changed(office, iowa, readiness_checklist=ReadinessChecklist(required_before="first_hire"))
    application, other = await ready_to_hire(office), await ready_to_hire(office, DALLAS)
    for element in ELEMENTS[:-1]:
        await asks(office, "PUT", f"{CHECKLISTS}/{POLK}/{element}", {})
    refused = await office.does(application, "hire", {"employment": "contractor"}, expect=409)
    assert refused["type"].endswith(":not-ready-for-partners")
    assert [each["element"] for each in refused["missing"]] == ["experienced-partners"]
    await asks(office, "PUT", f"{CHECKLISTS}/{POLK}/{ELEMENTS[-1]}", {})
    await office.hires(application)
    await asks(office, "DELETE", f"{CHECKLISTS}/{POLK}/{ELEMENTS[0]}")
    await office.hires(await ready_to_hire(office))
    elsewhere = await office.does(other, "hire", {"employment": "contractor"}, expect=409)
    assert len(elsewhere["missing"]) == 5


async def test_p65_a_vacancy_waits_for_the_checklist_where_the_programme_says_so(office: Any, iowa: Policy) -> None:
    await changed(office, iowa, readiness_checklist=ReadinessChecklist(required_before="vacancies"))
    body = {"program": IOWA, "county": POLK, "postings": {"en": "Join us."}}
    refused = await asks(office, "POST", "/v1/vacancies", body, expect=409)
    assert "before it looks for partners" in refused["detail"]
    for element in ELEMENTS:
        await asks(office, "PUT", f"{CHECKLISTS}/{POLK}/{element}", {})
    await asks(office, "POST", "/v1/vacancies", body, expect=201)


async def test_p65_another_county_neither_confirms_nor_sees(office: Any) -> None:
    await asks(office, "PUT", f"{CHECKLISTS}/{POLK}/hiring", {})
    await asks(office, "PUT", f"{CHECKLISTS}/{POLK}/hiring", {}, STORY, expect=403)
    await asks(office, "DELETE", f"{CHECKLISTS}/{POLK}/hiring", None, STORY, expect=404)
    assert await asks(office, "GET", f"{CHECKLISTS}?county={POLK}", None, STORY) == []
    for role, method in ((SUPERVISOR, "PUT"), (CANDIDATE, "GET")):
        async with office.component.client(role, counties=(POLK,), person=uuid7()) as http:
            path = f"{CHECKLISTS}/{POLK}/hiring" if method == "PUT" else CHECKLISTS
            assert (await http.request(method, path, json={})).status_code == 403


@pytest.mark.parametrize(
    ("path", "body", "expect"),
    [
        (f"{POLK}/astrology", {}, 422),
        (f"{POLK}/hiring", {"confirmed_on": "2026-01-06"}, 422),
        (f"{POLK}/hiring", {"confirmed_on": "1990-01-01"}, 422),
        (f"{POLK}/hiring", {"confirmed_by": "me"}, 422),
        ("1915/hiring", {}, 422),
        (f"{POLK}/%00", {}, 400),
    ],
)
async def test_what_cannot_be_confirmed_is_refused(office: Any, path: str, body: Any, expect: int) -> None:
    await asks(office, "PUT", f"{CHECKLISTS}/{path}", body, expect=expect)


async def test_p16_a_partner_is_hired_by_one_of_the_routes_and_it_is_shown(office: Any) -> None:
    riverside = await riversides(office)
    application = await office.applies(riverside["mental"].program, RIVERSIDE)
    await office.screens(application)
    await office.checks(application)
    refused = await office.does(application, "hire", {"employment": "employee"}, expect=409)
    assert refused["type"].endswith(":employer-differs")
    hired = await office.does(application, "hire", {"employment": "employee", "employer": "contracted_provider"})
    assert hired["employer"] == "contracted_provider"


async def riversides(office: Any) -> dict[str, Policy]:
    """Both programmes of the county."""
    found = {"children": load(PROGRAMS / "riverside-children-services.yaml")}
    found["mental"] = load(PROGRAMS / "riverside-mental-health.yaml")
    for policy in found.values():
        await office.publishes(policy)
    return found


async def test_p10_and_p15_one_person_applies_to_both_programmes_of_riverside_and_they_stay_two(office: Any) -> None:
    programs = [each.program for each in (await riversides(office)).values()]
    person = await office.knows(programs[0], RIVERSIDE)
    await office.knows(programs[1], RIVERSIDE, person=person)
    for program in programs:
        body = {"person": str(person), "program": program}
        await asks(office, "POST", "/v1/applications", body, RIVERSIDE, expect=201)
    listed = (await asks(office, "GET", f"/v1/applications?person={person}", None, RIVERSIDE))["items"]
    assert Counter(each["program"] for each in listed) == Counter(programs)
    steps = [{each["step"] for each in one["missing"]} for one in listed]
    await office.does(listed[0], "withdrawal")
    (left,) = (await asks(office, "GET", f"/v1/applications?person={person}&state=open", None, RIVERSIDE))["items"]
    assert (left["program"], {each["step"] for each in left["missing"]}) == (programs[1], steps[1])


async def test_p17_and_p66_a_step_keeps_how_it_was_held_and_what_was_shown(office: Any, iowa: Policy) -> None:
    typing = Qualification(qualification="typing", name="Typing", kind="skill", step="interview")
    screening = iowa.screening.model_copy(update={"qualifications": (typing,)})
    await changed(office, iowa, screening=screening, modalities=("virtual",))
    application = await office.applies(IOWA)
    body = {"step": "interview", "decision": "advanced", "panel": [{"person": str(uuid7()), "lived_experience": True}]}
    path = "screening-decisions"
    rules = [
        (await office.does(application, path, body | more, expect=status))["type"].rpartition(":")[2]
        for more, status in (
            ({"modality": "in_person"}, 409),
            ({"modality": "by pigeon"}, 422),
            ({"qualifications": ["bsw"]}, 422),
            ({}, 409),
        )
    ]
    assert [rules[0], *rules[2:]] == ["modality-differs", "not-required", "qualification-not-shown"]
    shown = await office.does(application, path, body | {"qualifications": ["typing"]})
    (step,) = shown["screening"]
    assert (step["modality"], step["qualifications"]) == ("virtual", ["typing"])


async def test_p66_a_cohort_a_training_and_a_vacancy_are_held_as_the_programme_says(office: Any, iowa: Policy) -> None:
    await changed(office, iowa, modalities=("in_person",))
    training = iowa.trainings[0].training
    cohort = {"program": IOWA, "training": training, "county": POLK, "starts_on": "2026-01-05"}
    await asks(office, "POST", "/v1/cohorts", cohort | {"modality": "virtual"}, expect=409)
    planned = await asks(office, "POST", "/v1/cohorts", cohort, expect=201)
    assert planned["modality"] == "in_person"
    assert (await asks(office, "GET", "/v1/cohorts"))["items"][0]["modality"] == "in_person"
    application = await office.takes_on(IOWA)
    done = {"training": training, "hours": 2}
    await office.does(application, "trainings", done | {"modality": "virtual"}, expect=409)
    shown = await office.does(application, "trainings", done)
    assert shown["trainings"][0]["modality"] == "in_person"
    vacancy = {"program": IOWA, "county": POLK, "postings": {"en": "Join us."}}
    await asks(office, "POST", "/v1/vacancies", vacancy | {"modality": "virtual"}, expect=409)
    assert (await asks(office, "POST", "/v1/vacancies", vacancy, expect=201))["modality"] == "in_person"
    asked = vacancy | {"requirements": ["bsw"]}
    assert (await asks(office, "POST", "/v1/vacancies", asked, expect=422))["type"].endswith(":not-required")


async def test_p66_a_virtual_course_of_a_learning_system_is_refused_where_it_is_held_in_person(
    office: Any, iowa: Policy
) -> None:
    await changed(office, iowa, modalities=("in_person",))
    application = await office.takes_on(IOWA)
    line = {
        "person": application["person"], "program": IOWA, "course": iowa.trainings[0].training, "hours": 2,
        "completed_on": "2026-01-05", "modality": "virtual",
    }  # fmt: skip
    (refused,) = (await asks(office, "POST", "/v1/training-completions", line))["lines"]
    assert (refused["outcome"], refused["rule"]) == ("refused", "modality-differs")
    (taken,) = (await asks(office, "POST", "/v1/training-completions", line | {"modality": None}))["lines"]
    assert taken["outcome"] == "accepted"


async def test_p64_the_programmes_own_title_is_told_wherever_a_partner_is(office: Any, iowa: Policy) -> None:
    await changed(
        office,
        iowa,
        role_titles=("Family navigator", "Parent partner"),
        titles=(RoleTitle(language="es", title="Guía de familias"),),
    )
    application = await office.applies(IOWA)
    assert application["role_title"] == "Family navigator"
    partner = await office.certifies(application)
    assert (partner["role_title"], partner["role_titles"]) == ("Family navigator", {"es": "Guía de familias"})
    (listed,) = (await asks(office, "GET", "/v1/partners"))["items"]
    assert listed == partner
    vacancy = {"program": IOWA, "county": POLK, "language": "es", "postings": {"en": "Join us.", "es": "Únase."}}
    told = await asks(office, "POST", "/v1/vacancies", vacancy, expect=201)
    assert told["role_titles"] == {"en": "Family navigator", "es": "Guía de familias"}
    at(office, date(2026, 12, 6))
    coming = (await asks(office, "GET", "/v1/partners/upcoming"))["items"]
    assert {each["role_title"] for each in coming} == {"Family navigator"}


def at(office: Any, day: date) -> None:
    office.component.clock.instant = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


@pytest.fixture
async def partner(office: Any, iowa: Policy) -> Any:
    """Certified on 5 January 2026 for two years, with checks that hold one year and then suspend."""
    kinds = tuple(
        each.model_copy(update={"validity_months": 12, "on_expiry": "suspend"}) for each in iowa.background_checks.kinds
    )
    await changed(
        office,
        iowa,
        background_checks=iowa.background_checks.model_copy(update={"kinds": kinds}),
        certification=iowa.certification.model_copy(update={"validity_months": 24}),
        trainings=tuple(each for each in iowa.trainings if each.due == "before_start"),
    )
    made = await office.certifies(await office.applies(IOWA))
    await office.component.announced()
    return made


async def test_p22_a_check_is_renewed_in_time_while_the_older_one_holds(office: Any, partner: Any) -> None:
    application = {"id": partner["application"], "county": POLK, "program": IOWA}
    assert (partner["valid_until"], partner["check_due_on"]) == ("2028-01-05", "2027-01-05")
    at(office, date(2026, 10, 6))  # 91 days before
    early = await office.does(application, "background-check-openings", {"check": "criminal-history"}, expect=409)
    assert early["type"].endswith(":check-still-holds")
    at(office, date(2026, 10, 7))
    shown = await office.does(application, "background-check-openings", {"check": "criminal-history"})
    assert shown["opened_checks"] == {"criminal-history": "2026-10-07"}
    again = await office.does(application, "background-check-openings", {"check": "criminal-history"}, expect=409)
    assert again["type"].endswith(":check-open-already")
    coming = (await asks(office, "GET", "/v1/partners/upcoming"))["items"]
    assert {(each["check"], each["opened_on"]) for each in coming} == {
        ("criminal-history", "2026-10-07"), ("child-abuse-registry", None),
    }  # fmt: skip
    decided = await office.does(application, "background-checks", {"check": "criminal-history", "outcome": "cleared"})
    assert decided["opened_checks"] == {}
    await office.does(application, "background-checks", {"check": "child-abuse-registry", "outcome": "cleared"})
    (listed,) = (await asks(office, "GET", "/v1/partners"))["items"]
    assert (listed["state"], listed["check_due_on"]) == ("certified", "2027-10-07")
    at(office, date(2027, 1, 6))
    assert await office.component.sweep(SWEEP) == 0


async def test_p22_an_expired_check_suspends_with_its_reason_and_its_decision_reinstates(
    office: Any, partner: Any
) -> None:
    application = {"id": partner["application"], "county": POLK, "program": IOWA}
    at(office, date(2027, 1, 5))
    await office.component.sweep(SWEEP)
    assert PartnerSuspended not in await office.component.announced()
    at(office, date(2027, 1, 6))
    assert await office.component.sweep(SWEEP) == 1
    assert await office.component.announced() == [PartnerSuspended]
    (listed,) = (await asks(office, "GET", "/v1/partners?state=suspended"))["items"]
    assert listed["suspension"] == "check_expired"
    refused = await office.partner(partner, "reinstatement", expect=409)
    assert {each["which"][0] for each in refused["missing"]} == {"criminal-history", "child-abuse-registry"}
    await office.does(application, "background-checks", {"check": "criminal-history", "outcome": "cleared"})
    assert PartnerReinstated not in await office.component.announced()
    await office.does(application, "background-checks", {"check": "child-abuse-registry", "outcome": "cleared"})
    assert PartnerReinstated in await office.component.announced()


async def test_two_coordinators_open_one_check_at_once_and_one_of_them_is_told(office: Any) -> None:
    application = await office.applies(IOWA)
    await office.screens(application)
    path, body = f"/v1/applications/{application['id']}/background-check-openings", {"check": "criminal-history"}

    async def ask(number: int) -> int:
        async with office.component.client(COORDINATOR, counties=(POLK,), subject=f"coordinator-{number}") as http:
            return int((await http.post(path, json=body)).status_code)

    assert Counter(await asyncio.gather(*map(ask, range(4)))) == {201: 1, 409: 3}
