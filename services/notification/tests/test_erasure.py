"""A person's data is destroyed by order: refused while a match runs or a hold stands, certified by every service's answer."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from peerbridge import erasure
from peerbridge.events.cases import CaseOpened
from peerbridge.events.erasure import (
    ConsoleErasureDone,
    ErasureDone,
    MatchingErasureDone,
    NotificationErasureDone,
    PersonErased,
    RecruitmentErasureDone,
    SupervisionErasureDone,
)
from peerbridge.events.matches import MatchEnded
from peerbridge.identity import COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER
from peerbridge.ids import uuid7

POLK, STORY = "19153", "19169"
ANSWERS = (
    ConsoleErasureDone,
    MatchingErasureDone,
    NotificationErasureDone,
    RecruitmentErasureDone,
    SupervisionErasureDone,
)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "SETTLE_SECONDS", 0.0)


async def orders(
    notification: Any, person: UUID, *, expect: int = 202, counties: tuple[str, ...] = (POLK, STORY), **said: Any
) -> Any:
    async with notification.client(STATE_OFFICER, counties=counties) as http:
        answer = await http.post(f"/v1/people/{person}/erasure", json={"reason": "own_wish", **said})
    assert answer.status_code == expect, answer.text
    return answer.json()


def case_of(parent: UUID) -> CaseOpened:
    return CaseOpened(case=uuid7(), opened_on=date(2026, 1, 5), case_type="dependency", parents=(parent,))


async def order_of(notification: Any, person: UUID) -> PersonErased:
    events = [event for event in await notification.news() if isinstance(event, PersonErased)]
    (found,) = [event for event in events if event.person == person]
    return notification.sealed(found, POLK)  # type: ignore[no-any-return]  # the component's own


async def answered(notification: Any, order: PersonErased, kind: type[ErasureDone], deleted: int = 2) -> None:
    told = kind(person=order.person, erasure=order.erasure, deleted=deleted, emptied=1)
    await notification.hears(told, county=POLK)


async def test_a_certificate_lists_every_services_answer_and_the_day_backups_are_gone(notification: Any) -> None:
    person = await notification.enters()
    certificate = await orders(notification, person, reference="2026-CV-17")
    assert (certificate["complete"], len(certificate["missing"])) == (False, 5)
    order = await order_of(notification, person)
    assert order.about.county == POLK
    for kind in ANSWERS:
        await answered(notification, order, kind)
    async with notification.client(PROGRAM_ADMIN, counties=(POLK,)) as http:
        told = (await http.get(f"/v1/people/{person}/erasure")).json()
    assert (told["complete"], told["missing"], told["late"]) == (True, [], False)
    assert {
        each["service"]: (each["deleted"], each["emptied"], each["times"]) for each in told["answers"]
    } == dict.fromkeys(("recruitment", "matching", "supervision", "notification", "console"), (2, 1, 1))
    assert told["backups_gone_on"] == (notification.clock.now() + timedelta(days=35)).date().isoformat()


async def test_the_owner_destroys_its_own_part_in_chunks_and_says_how_much(notification: Any) -> None:
    person = await notification.enters()
    await notification.owner(
        "INSERT INTO deliveries (county, shared_with, delivery, person, event_id, template,"
        " channel, state, created_at, correlation, attempts)"
        " SELECT '19153', '{}', gen_random_uuid(), $1, gen_random_uuid(), 'hired', 'email', 'sent', now(), gen_random_uuid(), 1"
        " FROM generate_series(1, 2500)",
        person,
    )
    await orders(notification, person)
    order = await order_of(notification, person)
    await notification.hears(order)
    await notification.work_off_jobs()
    done = [event for event in await notification.news() if isinstance(event, NotificationErasureDone)]
    assert [(event.deleted, event.emptied) for event in done] == [(2503, 0)]
    async with notification.client(COORDINATOR, counties=(POLK,)) as http:
        assert (await http.get(f"/v1/people/{person}")).status_code == 404
        assert (await http.post("/v1/people/lookups", json={"people": [str(person)]})).json() == {"names": {}}


async def test_an_order_given_twice_is_one_order(notification: Any) -> None:
    person = await notification.enters()
    first = await orders(notification, person)
    again = await orders(notification, person, reason="court_order")
    assert (again["erasure"], again["reason"]) == (first["erasure"], "own_wish")
    assert len([event for event in await notification.news() if isinstance(event, PersonErased)]) == 1


async def test_a_parent_of_a_case_is_known_though_never_entered_here(notification: Any) -> None:
    person = uuid7()
    refused = await orders(notification, person, expect=404)
    assert refused["type"].endswith("person-unknown")
    await notification.hears(case_of(person), county=STORY)
    assert (await orders(notification, person))["county"] == STORY


async def test_whom_only_other_counties_know_is_nobody(notification: Any) -> None:
    """An order and a hold are answered as for an id that nobody knows, word for word."""
    person = await notification.enters()
    async with notification.client(STATE_OFFICER, counties=(STORY,)) as http:
        for one in (person, uuid7()):
            ordered = await http.post(f"/v1/people/{one}/erasure", json={"reason": "own_wish"})
            held = await http.put(f"/v1/people/{one}/legal-hold", json={"reference": "2026-JV-3"})
            said = [(each.status_code, each.json()["type"].rpartition(":")[2]) for each in (ordered, held)]
            assert said == [(404, "person-unknown")] * 2


async def test_an_order_needs_all_counties_that_know_the_person(notification: Any) -> None:
    person = await notification.enters()
    await notification.hears(notification.identified(person, county=STORY))
    await orders(notification, person, expect=403, counties=(POLK,))
    told = await orders(notification, person)
    assert told["county"] == POLK
    assert (await order_of(notification, person)).about is not None


async def test_only_a_state_officer_orders(notification: Any) -> None:
    person = await notification.enters()
    for role in (COORDINATOR, PROGRAM_ADMIN):
        async with notification.client(role, counties=(POLK,)) as http:
            assert (await http.post(f"/v1/people/{person}/erasure", json={"reason": "own_wish"})).status_code == 403


@pytest.mark.parametrize("side", ["partner", "parent"])
async def test_a_running_match_must_be_ended_first_by_people(notification: Any, side: str) -> None:
    people = {"partner": await notification.enters(), "parent": await notification.enters()}
    created = notification.matched(people["partner"], people["parent"])
    ended = MatchEnded(
        request=created.request, match=created.match, partner=created.partner, family=created.family,
        parent=created.parent, reason="goals_met",
    )  # fmt: skip
    await notification.hears(created)
    refused = await orders(notification, people[side], expect=409)
    assert str(created.match) in refused["detail"]
    await notification.hears(ended, county=POLK)
    await orders(notification, people[side])


async def test_an_end_that_is_heard_before_its_beginning_counts(notification: Any) -> None:
    partner, parent = await notification.enters(), await notification.enters()
    created = notification.matched(partner, parent)
    ended = MatchEnded(
        request=created.request,
        match=created.match,
        partner=partner,
        family=created.family,
        parent=parent,
        reason="moved",
    )
    await notification.hears(ended, county=POLK)
    await notification.hears(created)
    await orders(notification, partner)


async def test_a_legal_hold_stands_before_every_order_until_it_is_lifted(notification: Any) -> None:
    person = await notification.enters()
    async with notification.client(STATE_OFFICER, counties=(POLK, STORY)) as http:
        path = f"/v1/people/{person}/legal-hold"
        assert (await http.put(path, json={"reference": "2026-JV-3"})).status_code == 204
        assert "2026-JV-3" in (await orders(notification, person, expect=409))["detail"]
        assert (await http.delete(path)).status_code == 204
        assert (await http.delete(path)).status_code == 404
    await orders(notification, person)


async def test_whoever_was_erased_is_not_entered_again_and_events_bring_nothing_back(notification: Any) -> None:
    person = await notification.enters()
    await orders(notification, person)
    await notification.hears(await order_of(notification, person))
    await notification.work_off_jobs()
    async with notification.client(COORDINATOR, counties=(POLK,)) as http:
        body = {"name": "Ada", "email": "a@mail.test", "time_zone": "America/Chicago", "county": POLK}
        refused = await http.put(f"/v1/people/{person}", json=body)
    assert refused.status_code == 410
    await notification.hears(notification.identified(person), notification.proposed(person, uuid7()))
    await notification.work_off_jobs()
    assert await notification.owner("SELECT 1 FROM deliveries WHERE person = $1", person) == []
    assert await notification.owner("SELECT 1 FROM turns WHERE person = $1", person) == []


async def test_what_was_heard_before_the_order_is_gone_too(notification: Any) -> None:
    person = uuid7()
    await notification.hears(case_of(person), county=POLK)
    await orders(notification, person)
    order = await order_of(notification, person)
    await notification.hears(notification.identified(person), order, notification.proposed(person, uuid7()))
    await notification.work_off_jobs()
    assert await notification.owner("SELECT 1 FROM deliveries WHERE person = $1", person) == []


async def test_a_service_that_does_not_answer_in_time_stands_on_a_persons_list(notification: Any) -> None:
    slow, done = await notification.enters(), await notification.enters()
    for person in (slow, done):
        await orders(notification, person)
    for kind in ANSWERS:
        await answered(notification, await order_of(notification, done), kind)
    await answered(notification, await order_of(notification, slow), MatchingErasureDone)

    async def late() -> list[Any]:
        async with notification.client(STATE_OFFICER, counties=(POLK,)) as http:
            return list((await http.get("/v1/erasures", params={"late": True})).json()["erasures"])

    assert await late() == []
    notification.passes(hours=25)
    (found,) = await late()
    assert (found["person"], found["late"]) == (str(slow), True)
    assert found["missing"] == ["recruitment", "supervision", "notification", "console"]


async def test_an_answer_that_comes_again_after_a_restore_is_counted_and_adds(notification: Any) -> None:
    person = await notification.enters()
    await orders(notification, person)
    order = await order_of(notification, person)
    await answered(notification, order, MatchingErasureDone, deleted=3)
    await answered(notification, order, MatchingErasureDone, deleted=1)
    async with notification.client(STATE_OFFICER, counties=(POLK,)) as http:
        (told,) = (await http.get(f"/v1/people/{person}/erasure")).json()["answers"]
    assert (told["times"], told["deleted"]) == (2, 4)
