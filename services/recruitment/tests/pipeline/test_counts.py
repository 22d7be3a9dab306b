"""A number beside a list is the length of that list, whatever both are narrowed to."""

from itertools import product
from typing import Any

import pytest

from peerbridge.identity import CASEWORKER, COORDINATOR, PARTNER, SUPERVISOR
from peerbridge.ids import uuid7
from recruitment.storage import counts

POLK, DALLAS = "19153", "19049"
IOWA, KENTUCKY = "children-and-families-of-iowa", "start-kentucky"


async def told(http: Any, path: str, **asked: Any) -> Any:
    answer = await http.get(path, params={name: value for name, value in asked.items() if value is not None})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def filled(office: Any) -> None:
    """One partner here and one suspended there, two applicants, and one who took the application back."""
    await office.certifies(await office.applies(IOWA))
    partner = await office.certifies(await office.applies(IOWA, DALLAS))
    await office.partner(partner, "suspension", reason="own_wish")
    await office.applies(IOWA)
    await office.takes_on(IOWA)
    await office.does(await office.applies(IOWA), "withdrawal")


async def test_every_count_is_the_length_of_its_list(office: Any) -> None:
    await filled(office)
    async with office.coordinator(POLK, DALLAS) as http:
        for county, program in product((None, POLK, DALLAS), (None, IOWA, KENTUCKY)):
            narrowed = {"county": county, "program": program}
            items = (await told(http, "/v1/candidates/counts", **narrowed))["items"]
            for each in items:
                asked = {**narrowed, "state": each["state"], "applied": str(each["applied"]).lower()}
                assert len((await told(http, "/v1/candidates", **asked))["items"]) == each["count"]
            assert sum(each["count"] for each in items) == len(
                (await told(http, "/v1/candidates", **narrowed))["items"]
            )
            for kind in ("applications", "partners"):
                states = (await told(http, f"/v1/{kind}/counts", **narrowed))["states"]
                for state, n in states.items():
                    assert len((await told(http, f"/v1/{kind}", **narrowed, state=state))["items"]) == n
                assert sum(states.values()) == len((await told(http, f"/v1/{kind}", **narrowed))["items"])
        states = (await told(http, "/v1/partners/counts"))["states"]
    assert states == {"certified": 1, "suspended": 1}


async def test_another_county_is_not_counted_and_each_count_is_open_to_whom_its_list_is(office: Any) -> None:
    await filled(office)
    async with office.coordinator("19169") as http:
        assert (await told(http, "/v1/candidates/counts"))["items"] == []
        assert (await told(http, "/v1/candidates/counts", county=POLK))["items"] == []
        assert (await told(http, "/v1/partners/counts", county=POLK))["states"] == {}
        assert (await told(http, "/v1/applications/counts", county=POLK))["states"] == {}
    opened = {
        "candidates": {CASEWORKER, COORDINATOR, SUPERVISOR},
        "applications": {COORDINATOR},
        "partners": {COORDINATOR, SUPERVISOR},
    }
    for kind, role in product(opened, (CASEWORKER, COORDINATOR, SUPERVISOR)):
        async with office.component.client(role, counties=(POLK,)) as http:
            assert (await http.get(f"/v1/{kind}/counts")).status_code == (200 if role in opened[kind] else 403)
        async with office.person(uuid7(), PARTNER) as http:
            assert (await http.get(f"/v1/{kind}/counts")).status_code == 403


async def test_one_partner_is_found_by_their_id(office: Any) -> None:
    await filled(office)
    async with office.coordinator(POLK, DALLAS) as http:
        first, second = (await told(http, "/v1/partners"))["items"]
        assert (await told(http, "/v1/partners", person=first["person"]))["items"] == [first]
        assert (await told(http, "/v1/partners", person=second["person"], county=POLK))["items"] == []


async def test_p07_the_partners_whom_families_are_compared_with_are_those_at_home_suspended_ones_too(
    office: Any,
) -> None:
    await filled(office)
    visiting = await office.takes_on(IOWA)
    await office.trains(visiting)
    async with office.coordinator(POLK, DALLAS) as http:
        path = f"/v1/applications/{visiting['id']}/certification"
        assert (await http.post(path, json={"counties": [DALLAS, POLK]})).status_code == 201
        for county in (POLK, DALLAS):
            (compared,) = await told(http, f"/v1/programs/{IOWA}/demographics", county=county)
            found = (await told(http, "/v1/partners", program=IOWA, county=county, at_home="true"))["items"]
            assert len(found) == compared["partners"]
            serving = (await told(http, "/v1/partners", program=IOWA, county=county))["items"]
            assert visiting["person"] in {each["person"] for each in serving}


async def test_of_more_than_can_be_counted_nothing_is_told(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await filled(office)
    async with office.coordinator(POLK, DALLAS) as http:
        for most, told_of in ((5, True), (4, False)):
            monkeypatch.setattr(counts, "MOST", most)
            assert ((await told(http, "/v1/candidates/counts"))["items"] is not None) == told_of
        monkeypatch.setattr(counts, "MOST", 1)
        assert (await told(http, "/v1/applications/counts"))["states"] is None
        assert (await told(http, "/v1/partners/counts"))["states"] is None
