"""The same command twice: one effect, one answer, also when both come at once; another under the key is refused."""

import asyncio
from typing import Any

from peerbridge.identity import COORDINATOR, SUPERVISOR

HOME = "19153"
NOTE = {"county": HOME, "words": "once"}


def key(value: str = "k-1") -> dict[str, str]:
    return {"Idempotency-Key": value}


async def test_the_same_command_again_gets_the_first_answer_and_has_no_second_effect(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        first = await http.post("/v1/notes", json=NOTE, headers=key())
        again = await http.post("/v1/notes", json=NOTE, headers=key())
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
    assert again.headers["content-type"] == first.headers["content-type"]
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    assert desk.hooks.runs == 1
    assert len(await desk.component.news()) == len(await desk.audit()) == 1


async def test_the_same_command_at_the_same_time_waits_for_the_first_and_gets_its_answer(desk: Any) -> None:
    async def linger(_work: Any) -> None:
        await asyncio.sleep(0.3)

    desk.hooks.hook = linger
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        answers = await asyncio.gather(*(http.post("/v1/notes", json=NOTE, headers=key()) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert desk.hooks.runs == 1


async def test_another_body_under_the_same_key_is_refused(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        await http.post("/v1/notes", json=NOTE, headers=key())
        other = await http.post("/v1/notes", json={**NOTE, "words": "twice"}, headers=key())
        elsewhere = await http.post("/v1/notes/bulk", json=NOTE, headers=key())
    assert (other.status_code, elsewhere.status_code) == (422, 422)
    assert other.json()["type"] == "urn:peerbridge:problem:key-reused"
    assert len(await desk.component.owner("SELECT 1 FROM note")) == 1


async def test_a_key_belongs_to_its_caller(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,), subject="ann") as http:
        assert (await http.post("/v1/notes", json=NOTE, headers=key())).status_code == 201
    async with desk.component.client(COORDINATOR, counties=(HOME,), subject="bob") as http:
        assert (await http.post("/v1/notes", json={**NOTE, "words": "bob's"}, headers=key())).status_code == 201


async def test_an_answer_is_not_repeated_to_a_caller_whose_counties_have_changed(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,), subject="ann") as http:
        await http.post("/v1/notes", json=NOTE, headers=key())
    async with desk.component.client(COORDINATOR, counties=("19001",), subject="ann") as http:
        answer = await http.post("/v1/notes", json=NOTE, headers=key())
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:peerbridge:problem:scope-changed"


async def test_a_caller_who_lost_the_role_gets_no_stored_answer(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,), subject="ann") as http:
        await http.post("/v1/notes", json=NOTE, headers=key())
    async with desk.component.client(SUPERVISOR, counties=(HOME,), subject="ann") as http:
        assert (await http.post("/v1/notes", json=NOTE, headers=key())).status_code == 403


async def test_a_refused_command_does_not_use_up_its_key(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        await http.post("/v1/notes", json=NOTE)
        assert (await http.post("/v1/notes", json=NOTE, headers=key())).status_code == 409
        assert (await http.post("/v1/notes", json={**NOTE, "words": "other"}, headers=key())).status_code == 201


async def test_a_command_broken_by_its_schema_reaches_no_database_and_keeps_its_key(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        assert (await http.post("/v1/notes", json={"county": HOME}, headers=key())).status_code == 422
        assert (await http.post("/v1/notes", json=NOTE, headers=key())).status_code == 201


async def test_a_key_that_is_no_key_is_refused(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        for bad in ("", " ", "x" * 201, "a b", "é"):
            headers = [("Idempotency-Key", bad.encode())]
            assert (await http.post("/v1/notes", json=NOTE, headers=headers)).status_code == 400, bad
        twice = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
        assert (await http.post("/v1/notes", json=NOTE, headers=twice)).status_code == 400


async def test_a_put_may_carry_a_key_too(desk: Any) -> None:
    address = "/v1/notes/0190a3a0-0000-7000-8000-000000000001"
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        first = await http.put(address, json=NOTE, headers=key())
        again = await http.put(address, json=NOTE, headers=key())
    assert first.status_code == again.status_code == 200
    assert again.headers["idempotency-replayed"] == "true"
