"""Who may be twice in the directory is shown to people of their counties; only a person says that they are, or are not."""

from typing import Any
from uuid import UUID

import pytest

from notification.domain.likeness import likeness
from notification.domain.person import Person
from peerbridge.events.candidates import CandidatesMerged
from peerbridge.identity import CASEWORKER, COORDINATOR, STATE_OFFICER, SUPERVISOR
from peerbridge.ids import uuid7
from peerbridge.retired import refresh

ADA = {"name": "Ada Lovelace", "email": "ada@mail.test"}


def entry(**said: Any) -> Person:
    told = {"name": "Ada Lovelace", "email": None, "phone": None, **said}
    return Person(person=uuid7(), county="19153", language="en", time_zone="America/Chicago", **told)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"email": "Ada@Mail.test"}, {"email": "ada@mail.test", "name": "A. L."}, {"email"}),
        ({"phone": "+1 (515) 555-0100"}, {"phone": "515 555 0100", "name": "X"}, {"phone"}),
        ({"name": "José  García"}, {"name": "garcia, jose"}, {"name"}),
        ({"name": "Ada Lovelace"}, {"name": "Ada Lovelace-King"}, set()),
        ({"email": None, "name": "A"}, {"email": None, "name": "B"}, set()),
    ],
)
def test_entries_are_compared_as_people_would(one: Any, other: Any, same: set[str]) -> None:
    first, second = likeness(entry(**one)), likeness(entry(**other))
    assert {kind for kind in first if first[kind] == second.get(kind)} == same


async def pairs(notification: Any, *counties: str, role: str = COORDINATOR, **asked: Any) -> list[dict[str, Any]]:
    async with notification.client(role, counties=counties or (notification.polk, notification.story)) as http:
        answer = await http.get("/v1/duplicates", params=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_pair_is_found_across_counties_by_whoever_holds_both(notification: Any) -> None:
    one = await notification.enters(**ADA)
    other = await notification.enters(**(ADA | {"name": "A. King"}), county=notification.story)
    (pair,) = await pairs(notification)
    assert (pair["one"]["person"], pair["other"]["person"], pair["same"]) == (str(one), str(other), ["email"])
    assert await pairs(notification, notification.polk) == []
    assert await pairs(notification, notification.story, role=STATE_OFFICER) == []
    assert await pairs(notification, same="phone") == []
    assert len(await pairs(notification, county=notification.story)) == 1


async def test_an_entry_that_is_corrected_is_compared_anew(notification: Any) -> None:
    await notification.enters(**ADA)
    other = await notification.enters(**ADA)
    assert len(await pairs(notification)) == 1
    await notification.enters(other, name="Grace Hopper", email="grace@mail.test")
    assert await pairs(notification) == []


async def test_two_people_who_were_told_apart_are_not_suggested_again(notification: Any) -> None:
    one, other = await notification.enters(**ADA), await notification.enters(**ADA)
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        for _ in range(2):
            body = {"one": str(other), "other": str(one)}
            assert (await http.post("/v1/duplicates/dismissals", json=body)).status_code == 204
        same = await http.post("/v1/duplicates/dismissals", json={"one": str(one), "other": str(one)})
        nobody = await http.post("/v1/duplicates/dismissals", json={"one": str(one), "other": str(uuid7())})
    assert await pairs(notification) == []
    assert [each.json()["type"].rsplit(":")[-1] for each in (same, nobody)] == [
        "one-person",
        "person-not-in-directory",
    ]
    assert {same.status_code, nobody.status_code} == {422}


async def test_pages_follow_one_another(notification: Any) -> None:
    for _ in range(3):
        await notification.enters(**ADA)
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        first = (await http.get("/v1/duplicates?limit=2")).json()
        rest = (await http.get("/v1/duplicates", params={"limit": 2, "after": first["next"]})).json()
        wrong = await http.get("/v1/duplicates?after=nothing")
    seen = {(each["one"]["person"], each["other"]["person"]) for page in (first, rest) for each in page["items"]}
    assert (len(first["items"]), len(rest["items"]), rest["next"], len(seen)) == (2, 1, None, 3)
    assert wrong.status_code == 400


@pytest.mark.parametrize("role", [CASEWORKER, SUPERVISOR])
async def test_only_who_may_decide_sees_pairs(notification: Any, role: str) -> None:
    async with notification.client(role, counties=(notification.polk,)) as http:
        assert (await http.get("/v1/duplicates")).status_code == 403


async def told_merged(notification: Any, merged: UUID, kept: UUID) -> None:
    event = notification.sealed(CandidatesMerged(merged=merged, kept=kept), notification.polk)
    await notification.hears(event)
    await notification.work_off_jobs()
    await refresh(notification.runtime.api)


async def test_who_was_merged_is_one_entry_that_keeps_the_opt_out_and_is_told_once(notification: Any) -> None:
    kept, merged = await notification.enters(**ADA), await notification.enters(**ADA)
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        await http.put(f"/v1/people/{merged}/opt-outs", json={"channels": ["email"]})
        await told_merged(notification, merged, kept)
        for each in (kept, merged):
            read = (await http.get(f"/v1/people/{each}")).json()
            assert (read["person"], read["opted_out"]) == (str(kept), ["email"])
    assert await pairs(notification) == []


async def test_news_about_the_merged_id_reaches_the_kept_entry(notification: Any) -> None:
    kept, merged = await notification.enters(**ADA), uuid7()
    await told_merged(notification, merged, kept)
    await notification.hears(notification.identified(merged))
    await notification.work_off_jobs()
    assert await notification.hands_over(whatever_is_waiting=True) == ["ada@mail.test"]
    (row,) = await notification.owner("SELECT person FROM deliveries")
    assert row["person"] == kept
