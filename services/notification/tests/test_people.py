"""The people directory: who may enter, read and look up whom."""

from typing import Any

import pytest

from peerbridge.events.programs import ProgramPublished
from peerbridge.identity import ATTORNEY, CANDIDATE, CASEWORKER, COORDINATOR, PARENT, PARTNER, STATE_OFFICER, SUPERVISOR
from peerbridge.ids import uuid7
from peerbridge.programs.load import load

PERSON = {"name": "Ada Lovelace", "email": "ada@mail.test", "time_zone": "America/Chicago", "county": "19153"}


async def test_a_person_is_entered_and_read_as_entered(notification: Any) -> None:
    body = {**PERSON, "phone": "+1 515 555 0100", "language": "es", "quiet_hours": {"from": "21:00", "until": "08:00"}}
    who = uuid7()
    async with notification.client(CASEWORKER, counties=(notification.polk,)) as http:
        entered = await http.put(f"/v1/people/{who}", json=body)
        read = await http.get(f"/v1/people/{who}")
    assert entered.json() == read.json() == {"person": str(who), "opted_out": [], **body}


async def test_people_enter_and_read_themselves_and_nobody_else(notification: Any) -> None:
    who, other = uuid7(), await notification.enters()
    async with notification.client(PARENT, person=who) as http:
        assert (await http.put(f"/v1/people/{who}", json=PERSON)).status_code == 200
        assert (await http.get(f"/v1/people/{who}")).json()["name"] == "Ada Lovelace"
        assert (await http.get(f"/v1/people/{other}")).status_code == 404
        assert (await http.put(f"/v1/people/{other}", json=PERSON)).status_code == 404
        assert (await http.put(f"/v1/people/{other}/opt-outs", json={"channels": ["email"]})).status_code == 404
        moved = await http.put(f"/v1/people/{who}", json={**PERSON, "county": notification.story})
    assert (moved.status_code, moved.json()["type"]) == (409, "urn:peerbridge:problem:county-is-for-staff")


async def test_another_county_neither_sees_nor_changes_a_person(notification: Any) -> None:
    who = await notification.enters()
    async with notification.client(COORDINATOR, counties=(notification.story,)) as http:
        assert (await http.get(f"/v1/people/{who}")).status_code == 404
        taken = await http.put(f"/v1/people/{who}", json={**PERSON, "county": notification.story})
        assert taken.status_code == 403
        assert (await http.put(f"/v1/people/{uuid7()}", json=PERSON)).status_code == 403
        assert (await http.put(f"/v1/people/{who}/opt-outs", json={"channels": []})).status_code == 404
        assert (await http.post("/v1/people/lookups", json={"people": [str(who)]})).json() == {"names": {}}


async def test_staff_of_both_counties_move_a_person(notification: Any) -> None:
    who = await notification.enters()
    await notification.enters(who, county=notification.story)
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        assert (await http.get(f"/v1/people/{who}")).status_code == 404


@pytest.mark.parametrize("role", [CASEWORKER, COORDINATOR, SUPERVISOR, ATTORNEY, STATE_OFFICER])
async def test_names_are_looked_up_under_the_readers_scope_and_audited(notification: Any, role: str) -> None:
    one, hidden = await notification.enters(name="One"), await notification.enters(county=notification.story)
    asked = {"people": [str(one), str(hidden), str(uuid7())]}
    async with notification.client(role, counties=(notification.polk,)) as http:
        assert (await http.post("/v1/people/lookups", json=asked)).json() == {"names": {str(one): "One"}}
    rows = await notification.owner("SELECT subject, county FROM audit WHERE action = 'read' AND what = 'name'")
    assert [tuple(row) for row in rows] == [(str(one), notification.polk)]


async def test_a_look_up_takes_two_hundred_people_at_most(notification: Any) -> None:
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        for many, status in ((200, 200), (201, 422)):
            answer = await http.post("/v1/people/lookups", json={"people": [str(uuid7()) for _ in range(many)]})
            assert answer.status_code == status


async def test_a_time_zone_not_told_is_the_countys(notification: Any) -> None:
    body = {name: value for name, value in PERSON.items() if name != "time_zone"}
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        path = f"/v1/people/{uuid7()}"
        assert (await http.put(path, json=body)).status_code == 409
        policy = load("programs/children-and-families-of-iowa.yaml")
        counties = tuple(policy.zones)
        published = ProgramPublished(
            program=notification.iowa, version=1, effective_on=policy.effective_on, counties=counties, policy=policy
        )
        await notification.hears(published, county=counties[0])
        assert (await http.put(path, json=body)).json()["time_zone"] == "America/Chicago"


@pytest.mark.parametrize(
    "said",
    [
        {"email": "ada@mail.test\r\nBcc: all@mail.test"},
        {"email": "Ada <ada@mail.test>"},
        {"email": "ada"},
        {"email": "a" * 250 + "@mail.test"},
        {"name": "Ada\r\nBcc: all@mail.test"},
        {"name": "   "},
        {"name": "x" * 201},
        {"time_zone": "America/Nowhere"},
        {"time_zone": "../../etc/passwd"},
        {"language": "tlh"},
        {"county": "1915"},
        {"quiet_hours": {"from": "25:00", "until": "08:00"}},
        {"quiet_hours": {"from": "21:00"}},
        {"phone": "call me"},
        {"diagnosis": "x"},
    ],
)
async def test_what_is_no_person_is_refused_with_the_field_and_without_the_value(
    notification: Any, said: dict[str, Any]
) -> None:
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        answer = await http.put(f"/v1/people/{uuid7()}", json={**PERSON, **said})
    assert answer.status_code == 422
    assert "Bcc" not in answer.text


async def test_partners_and_candidates_may_look_up_what_they_may_see(notification: Any) -> None:
    who = await notification.enters()
    for role in (PARTNER, CANDIDATE):
        async with notification.client(role, person=who) as http:
            told = await http.post("/v1/people/lookups", json={"people": [str(who), str(uuid7())]})
        assert list(told.json()["names"]) == [str(who)]


async def test_addresses_stand_in_no_list(notification: Any) -> None:
    who = await notification.enters()
    await notification.hears(notification.identified(who))
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        assert notification.address(who) not in (await http.get("/v1/deliveries")).text
