"""Ladders and pathways are climbed step by step, benefits end where the program says (P39-P42)."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from peerbridge.events.certification import CareerStepReached
from peerbridge.events.policy import Policy
from peerbridge.events.policy_growth import Benefit, LadderStep
from peerbridge.identity import COORDINATOR, PARTNER, SUPERVISOR

POLK, STORY = "19153", "19169"
IOWA = "children-and-families-of-iowa"
LADDER = tuple(LadderStep(step=step, name=step.title()) for step in ("partner", "senior", "coach", "supervisor"))
PATHWAY = tuple(LadderStep(step=step, name=step) for step in ("college-credit", "internship", "apprenticeship"))
TUITION = Benefit(benefit="tuition_waiver", name="Tuition waiver", limit=6, unit="credit_hours", per="semester")
CONFERENCE = Benefit(benefit="conference", name="Conferences", limit=2, unit="events", per="year")
FEE = Benefit(benefit="credential_fee", name="Credential", per="once")


@pytest.fixture
async def partner(office: Any, iowa: Policy) -> Any:
    """Certified on 5 January 2026 under a policy with a ladder, a pathway and three benefits."""
    offers = {"ladder": LADDER, "pathway": PATHWAY, "benefits": (TUITION, CONFERENCE, FEE)}
    await office.publishes(iowa.model_copy(update=offers), version=2)
    made = await office.certifies(await office.applies(IOWA))
    await office.component.announced()
    return made


async def steps(office: Any, partner: Any, step: str, *, expect: int = 201, career: str = "ladder", **said: Any) -> Any:
    return await office.partner(partner, "career", expect=expect, career=career, step=step, **said)


async def gets(office: Any, partner: Any, benefit: str, amount: float, *, expect: int = 201, **said: Any) -> Any:
    return await office.partner(partner, "benefits", expect=expect, benefit=benefit, amount=amount, **said)


def on(office: Any, day: date) -> None:
    office.component.clock.instant = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def reached(told: Any, career: str = "ladder") -> list[str]:
    return [each["step"] for each in told["steps"] if each["career"] == career and each["reached_on"]]


def left(told: Any, benefit: str) -> float | None:
    found: float | None = next(each["left"] for each in told["benefits"] if each["benefit"] == benefit)
    return found


async def test_p41_a_ladder_is_climbed_in_its_order_and_each_step_is_announced(office: Any, partner: Any) -> None:
    refused = await steps(office, partner, "coach", expect=409)
    assert "partner, senior" in refused["detail"]
    await steps(office, partner, "partner")
    told = await steps(office, partner, "senior")
    assert reached(told) == ["partner", "senior"]
    assert await office.component.announced() == [CareerStepReached, CareerStepReached]
    assert "reached on 05 January 2026" in (await steps(office, partner, "senior", expect=409))["detail"]
    assert "partner, senior, coach, supervisor" in (await steps(office, partner, "director", expect=422))["detail"]


async def test_p40_a_pathway_has_three_steps_of_its_own(office: Any, partner: Any) -> None:
    for step in ("college-credit", "internship"):
        await steps(office, partner, step, career="pathway")
    told = await steps(office, partner, "apprenticeship", career="pathway")
    assert reached(told, "pathway") == ["college-credit", "internship", "apprenticeship"]
    assert reached(told) == []


@pytest.mark.parametrize("day", ["2026-01-04", "2026-01-06"])
async def test_a_step_is_reached_between_the_certification_and_today(office: Any, partner: Any, day: str) -> None:
    assert (await steps(office, partner, "partner", expect=422, reached_on=day))["first"] == "2026-01-05"


async def test_a_step_lies_not_before_the_one_below_it(office: Any, partner: Any) -> None:
    on(office, date(2026, 3, 1))
    await steps(office, partner, "partner", reached_on="2026-02-01")
    await steps(office, partner, "senior", expect=422, reached_on="2026-01-31")
    await steps(office, partner, "senior", reached_on="2026-02-01")


async def test_p39_six_credit_hours_a_semester_and_six_more_in_the_next(office: Any, partner: Any) -> None:
    assert left(await gets(office, partner, "tuition_waiver", 4), "tuition_waiver") == 2
    refused = await gets(office, partner, "tuition_waiver", 2.5, expect=409)
    assert "at most 6 credit_hours" in refused["detail"]
    assert "2 are left from 2026-01-01 to 2026-06-30" in refused["detail"]
    assert left(await gets(office, partner, "tuition_waiver", 2), "tuition_waiver") == 0
    on(office, date(2026, 7, 1))
    assert left(await gets(office, partner, "tuition_waiver", 6), "tuition_waiver") == 0
    await gets(office, partner, "tuition_waiver", 0.5, expect=409, used_on="2026-06-30")


async def test_p40_conferences_are_counted_by_the_year_and_a_fee_is_paid_once(office: Any, partner: Any) -> None:
    await gets(office, partner, "conference", 2)
    await gets(office, partner, "conference", 1, expect=409)
    await gets(office, partner, "credential_fee", 300)
    refused = await gets(office, partner, "credential_fee", 1, expect=409)
    assert "0 are left ever" in refused["detail"]
    on(office, date(2027, 1, 1))
    await gets(office, partner, "conference", 1)
    await gets(office, partner, "credential_fee", 1, expect=409)


@pytest.mark.parametrize("amount", [0, -1, 1e9, "NaN", "six"])
async def test_an_impossible_amount_is_refused(office: Any, partner: Any, amount: Any) -> None:
    await gets(office, partner, "conference", amount, expect=422)


async def test_a_benefit_that_is_not_offered_is_refused_with_those_that_are(office: Any, partner: Any) -> None:
    assert "tuition_waiver" in (await gets(office, partner, "apprenticeship", 1, expect=422))["detail"]


async def test_who_left_has_no_further_career(office: Any, partner: Any) -> None:
    await office.partner(partner, "departure")
    await steps(office, partner, "partner", expect=409)
    await gets(office, partner, "conference", 1, expect=409)


async def test_the_partner_sees_their_own_career_and_no_other_county_does(office: Any, partner: Any) -> None:
    await steps(office, partner, "partner")
    path, asked = f"/v1/partners/{partner['person']}/career", {"program": IOWA}
    async with office.component.client(PARTNER, person=partner["person"]) as http:
        (own,) = (await http.get(path)).json()
        assert reached(own) == ["partner"]
        assert (await http.post(path, json=asked | {"career": "ladder", "step": "senior"})).status_code == 403
    async with office.component.client(SUPERVISOR, counties=(POLK,)) as http:
        assert (await http.get(path)).status_code == 200
    async with office.component.client(COORDINATOR, counties=(STORY,)) as http:
        assert (await http.get(path)).status_code == 404
        assert (await http.post(path, json=asked | {"career": "ladder", "step": "senior"})).status_code == 404
    assert {what for _, what in await office.audit()} == {"career"}


async def test_two_who_give_the_last_hours_at_once_give_them_once(office: Any, partner: Any) -> None:
    async with office.coordinator() as http:
        path = f"/v1/partners/{partner['person']}/benefits"
        body = {"program": IOWA, "benefit": "tuition_waiver", "amount": 4}
        answers = await asyncio.gather(*(http.post(path, json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
