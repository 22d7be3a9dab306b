"""Two people decide on the same thing at the same moment: one wins, the other is told; nothing is announced twice."""

import asyncio
from collections import Counter
from typing import Any

from peerbridge.events.candidates import ApplicationSubmitted, PartnerHired, ScreeningDecided, TrainingCompleted
from peerbridge.events.certification import CertificationLapsed, PartnerCertified
from peerbridge.events.policy import Policy
from peerbridge.identity import COORDINATOR
from peerbridge.ids import uuid7

POLK, STORY = "19153", "19169"
IOWA = "children-and-families-of-iowa"


async def at_once(office: Any, *asked: tuple[str, Any], counties: tuple[str, ...] = (POLK, STORY)) -> list[Any]:
    """All of these, each by a coordinator of their own, at the same moment; the answers."""

    async def ask(number: int, path: str, body: Any) -> Any:
        async with office.component.client(COORDINATOR, counties=counties, subject=f"coordinator-{number}") as http:
            return await http.post(path, json=body)

    return list(await asyncio.gather(*(ask(number, *each) for number, each in enumerate(asked))))


def counted(answers: list[Any]) -> Counter[int]:
    """How many answers of which status."""
    return Counter(answer.status_code for answer in answers)


async def test_two_panels_decide_one_step_and_one_of_them_is_told(office: Any) -> None:
    application = await office.applies(IOWA)
    await office.component.announced()
    path = f"/v1/applications/{application['id']}/screening-decisions"
    panel = [{"person": str(uuid7()), "lived_experience": True}]
    bodies = [
        {"step": "interview", "decision": each, "panel": panel, "reason": "as agreed"}
        for each in ("advanced", "declined") * 3
    ]
    answers = await at_once(office, *((path, body) for body in bodies))
    assert counted(answers) == {201: 1, 409: 5}
    told = {answer.json()["type"].rpartition(":")[2] for answer in answers if answer.status_code == 409}
    assert told <= {"step-already-decided", "application-closed"}
    assert await office.component.announced() == [ScreeningDecided]


async def test_one_person_applies_once_however_often_at_once(office: Any) -> None:
    person = await office.knows(IOWA)
    body = {"person": str(person), "program": IOWA}
    answers = await at_once(office, *[("/v1/applications", body)] * 5)
    assert counted(answers) == {201: 1, 409: 4}
    assert await office.component.announced() == [ApplicationSubmitted]


async def test_a_certification_is_granted_once(office: Any) -> None:
    application = await office.applies(IOWA)
    for step in (office.screens, office.checks, office.hires, office.trains):
        await step(application)
    await office.component.announced()
    answers = await at_once(office, *[(f"/v1/applications/{application['id']}/certification", {})] * 4)
    assert counted(answers) == {201: 1, 409: 3}
    assert await office.component.announced() == [PartnerCertified]


async def test_the_last_place_is_given_to_one_of_two_counties(office: Any, iowa: Policy) -> None:
    capped = iowa.employment.model_copy(update={"headcount_cap": 1})
    await office.publishes(iowa.model_copy(update={"employment": capped}), 2)
    applications = [await office.applies(IOWA, county) for county in (POLK, STORY)]
    for each in applications:
        await office.screens(each)
        await office.checks(each)
    body = {"employment": "contractor"}
    answers = await at_once(office, *((f"/v1/applications/{each['id']}/hire", body) for each in applications))
    assert counted(answers) == {200: 1, 409: 1}
    assert (await office.component.announced()).count(PartnerHired) == 1


async def test_a_training_that_two_people_record_counts_once(office: Any) -> None:
    application = await office.applies(IOWA)
    for step in (office.screens, office.checks, office.hires):
        await step(application)
    await office.component.announced()
    body = {"training": "dhs-101", "hours": 3}
    answers = await at_once(office, *[(f"/v1/applications/{application['id']}/trainings", body)] * 3)
    assert counted(answers) == {201: 1, 409: 2}
    assert await office.component.announced() == [TrainingCompleted]


async def test_two_replicas_sweep_at_once_and_each_thing_is_told_once(office: Any) -> None:
    for _ in range(3):
        await office.certifies(await office.applies(IOWA))
    office.component.passes(days=1000)
    await office.component.announced()
    acted = await asyncio.gather(*(office.component.sweep("certification_days") for _ in range(3)))
    assert sum(acted) == 3
    assert await office.component.announced() == [CertificationLapsed] * 3
