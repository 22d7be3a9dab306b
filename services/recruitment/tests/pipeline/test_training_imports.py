"""What a learning system knows: each line by itself, equivalent courses count, the same again changes nothing."""

import json
from typing import Any

import pytest

from peerbridge.events.candidates import TrainingCompleted
from peerbridge.events.policy import Policy
from peerbridge.ids import uuid7

POLK, STORY = "19153", "19169"
IOWA = "children-and-families-of-iowa"


@pytest.fixture
async def hired(office: Any, iowa: Policy) -> Any:
    """Hired, with all trainings to come; a course of the state's learning system counts as DHS 101."""
    trainings = tuple(
        each.model_copy(update={"equivalents": ("LMS-4711 Working with DHS",)}) if each.training == "dhs-101" else each
        for each in iowa.trainings
    )
    await office.publishes(iowa.model_copy(update={"trainings": trainings}), version=2)
    made = await office.takes_on(IOWA)
    await office.component.announced()
    return made


def line(application: Any, **changes: Any) -> dict[str, Any]:
    made = {
        "person": application["person"], "program": IOWA, "course": "confidentiality", "hours": 3,
        "completed_on": "2026-01-04",
    }  # fmt: skip
    return made | changes


async def sends(office: Any, *lines: Any, county: str = POLK) -> list[dict[str, Any]]:
    body = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines)
    async with office.coordinator(county) as http:
        answer = await http.post(
            "/v1/training-completions", content=body.encode(), headers={"Content-Type": "application/x-ndjson"}
        )
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()["lines"]
    return told


async def completed(office: Any, application: Any) -> list[str]:
    async with office.coordinator() as http:
        found = (await http.get(f"/v1/applications/{application['id']}")).json()
    return [each["training"] for each in found["trainings"]]


async def test_completed_courses_are_recorded_and_announced(office: Any, hired: Any) -> None:
    told = await sends(office, line(hired), line(hired, course="LMS-4711 working WITH dhs", completed_on="2026-01-03"))
    assert [(each["outcome"], each["training"]) for each in told] == [
        ("accepted", "confidentiality"),
        ("accepted", "dhs-101"),
    ]
    assert await completed(office, hired) == ["dhs-101", "confidentiality"]
    assert await office.component.announced() == [TrainingCompleted, TrainingCompleted]


async def test_the_same_again_changes_nothing_and_another_day_is_refused(office: Any, hired: Any) -> None:
    await sends(office, line(hired))
    await office.component.announced()
    (again,) = await sends(office, line(hired))
    assert again["outcome"] == "unchanged"
    (other,) = await sends(office, line(hired, completed_on="2026-01-02"))
    assert (other["outcome"], other["rule"]) == ("refused", "training-already-completed")
    assert await office.component.announced() == []


async def test_a_bad_line_takes_no_other_with_it(office: Any, hired: Any) -> None:
    told = await sends(
        office,
        "{",
        line(hired, hours=-1),
        line(hired, hours=25),
        line(hired, course="unheard-of"),
        line(hired, completed_on="2026-01-06"),
        line(hired, person=str(uuid7())),
        line(hired, program="start-kentucky"),
        line(hired, name="Jane Roe"),
        line(hired),
    )
    assert [each["outcome"] for each in told] == ["refused"] * 8 + ["accepted"]
    assert [each["rule"] for each in told][2:7] == [
        "hours-impossible", "unknown-to-program", "date-out-of-bounds", "no-application", "no-application",
    ]  # fmt: skip
    assert all(each["reason"] for each in told[:-1])
    assert await completed(office, hired) == ["confidentiality"]


async def test_prerequisites_hold_whatever_the_order_of_the_lines(office: Any, iowa: Policy) -> None:
    trainings = tuple(
        each.model_copy(update={"after": ("dhs-101",)}) if each.training == "confidentiality" else each
        for each in iowa.trainings
    )
    await office.publishes(iowa.model_copy(update={"trainings": trainings}), version=2)
    made = await office.takes_on(IOWA)
    first, then = line(made, course="dhs-101", completed_on="2026-01-02"), line(made)
    assert [each["outcome"] for each in await sends(office, then, first)] == ["accepted", "accepted"]


async def test_another_county_records_nothing(office: Any, hired: Any) -> None:
    (told,) = await sends(office, line(hired), county=STORY)
    assert (told["outcome"], told["rule"]) == ("refused", "no-application")
    assert await completed(office, hired) == []


async def test_an_import_that_completes_an_overdue_training_reinstates(office: Any, iowa: Policy) -> None:
    partner = await office.certifies(await office.applies(IOWA))
    application = {"id": partner["application"], "county": POLK, "program": IOWA}
    await office.trains(application, "within_months", 4)
    office.component.passes(days=366)
    await office.component.sweep("certification_days")
    late = {"person": partner["person"]}
    last = next(each.training for each in reversed(iowa.trainings) if each.due == "within_months")
    (told,) = await sends(office, line(late, course=last, completed_on="2027-01-06"))
    assert told["outcome"] == "accepted"
    async with office.coordinator() as http:
        (found,) = (await http.get("/v1/partners", params={"state": "certified"})).json()["items"]
    assert found["person"] == partner["person"]
