"""One request is one transaction under its caller's scope; nothing is answered that was not committed."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from peerbridge.database.engine import Database
from peerbridge.errors import Conflict
from peerbridge.identity import COORDINATOR, PARENT, STATE_OFFICER

HOME, OTHER = "19153", "19001"


def note(words: str = "a note", county: str = HOME, **more: Any) -> dict[str, Any]:
    return {"county": county, "words": words, **more}


async def test_a_command_stores_announces_and_is_audited_in_one_transaction(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        answer = await http.post("/v1/notes", json=note())
    assert answer.status_code == 201, answer.text
    news = await desk.component.news()
    assert [event.about.county for event in news] == [HOME]
    assert str(news[0].about.correlation) == answer.headers["x-correlation-id"]
    assert news[0].about.traceparent == answer.headers["traceparent"]
    [row] = await desk.audit()
    assert (row["actor"], row["action"], row["what"]) == ("coordinator@test", "command", "POST /v1/notes")
    assert (row["subject"], row["county"], row["outcome"]) == (answer.json()["id"], HOME, "done")
    assert str(row["correlation"]) == answer.headers["x-correlation-id"]


async def test_a_refused_command_leaves_nothing_but_its_audit_row(desk: Any) -> None:
    async def refuse(_work: Any) -> None:
        raise Conflict

    desk.hooks.hook = refuse
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        answer = await http.post("/v1/notes", json=note())
    assert answer.status_code == 409
    assert await desk.component.owner("SELECT 1 FROM note") == []
    assert await desk.component.news() == []
    assert [(row["outcome"], row["county"]) for row in await desk.audit()] == [("conflict", HOME)]


async def test_a_failing_commit_is_never_answered_with_success(desk: Any) -> None:
    async def end_backend(work: Any) -> None:
        pid = await (await work.raw()).fetchval("SELECT pg_backend_pid()")
        admin = await asyncpg.connect(desk.component.urls.app)
        await admin.execute("SELECT pg_terminate_backend($1)", pid)
        await admin.close()

    desk.hooks.hook = end_backend
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        answer = await http.post("/v1/notes", json=note())
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert await desk.component.owner("SELECT 1 FROM note") == []


async def test_rows_of_another_county_are_not_seen_though_the_query_forgets_its_where(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        made = (await http.post("/v1/notes", json=note())).json()
        assert len((await http.get("/v1/notes")).json()) == 1
    async with desk.component.client(COORDINATOR, counties=(OTHER,)) as http:
        assert (await http.get("/v1/notes")).json() == []
        assert (await http.get(f"/v1/notes/{made['id']}")).status_code == 404
    async with desk.component.client(STATE_OFFICER) as http:
        assert (await http.get("/v1/notes")).json() == []


async def test_a_person_sees_what_is_about_them_and_nothing_else(desk: Any) -> None:
    me, another = uuid4(), uuid4()
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        await http.post("/v1/notes", json=note("mine", person=str(me)))
        await http.post("/v1/notes", json=note("theirs", person=str(another)))
    async with desk.component.client(PARENT, person=me) as http:
        assert [n["words"] for n in (await http.get("/v1/notes")).json()] == ["mine"]


async def test_a_row_of_a_county_the_token_does_not_hold_cannot_be_written(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        answer = await http.post("/v1/notes", json=note(county=OTHER))
        assert answer.status_code == 403
        assert answer.json()["type"] == "urn:peerbridge:problem:beyond-counties"
    assert await desk.component.owner("SELECT 1 FROM note") == []


async def test_a_read_cannot_write(desk: Any) -> None:
    async def write(work: Any) -> None:
        await (await work.raw()).execute("INSERT INTO counties VALUES ('19153')")

    desk.hooks.hook = write
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        answer = await http.get("/v1/notes")
    assert answer.status_code >= 500
    assert await desk.component.owner("SELECT 1 FROM counties") == []


async def test_a_read_of_personal_data_is_audited_before_it_is_answered(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        made = (await http.post("/v1/notes", json=note())).json()
        assert (await http.get(f"/v1/notes/{made['id']}")).status_code == 200
    read = (await desk.audit())[-1]
    assert (read["action"], read["what"], read["subject"], read["county"]) == ("read", "note", made["id"], HOME)


async def test_a_command_that_clashes_is_run_again_in_a_new_transaction(desk: Any) -> None:
    async def clash(work: Any) -> None:
        if desk.hooks.runs < 3:
            await (await work.raw()).execute("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$")

    desk.hooks.hook = clash
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        assert (await http.post("/v1/notes", json=note())).status_code == 201
    assert desk.hooks.runs == 3
    assert len(await desk.component.news()) == 1


async def test_a_clash_that_does_not_end_is_told_as_away_and_not_as_broken(desk: Any) -> None:
    async def clash(work: Any) -> None:
        await (await work.raw()).execute("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40P01'; END $$")

    desk.hooks.hook = clash
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        assert (await http.post("/v1/notes", json=note())).status_code == 503
    assert desk.hooks.runs == 4


async def test_a_key_that_is_taken_is_looked_at_once_more_and_then_a_conflict(desk: Any) -> None:
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        assert (await http.post("/v1/notes", json=note())).status_code == 201
        answer = await http.post("/v1/notes", json=note())
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:peerbridge:problem:conflict"
    assert desk.hooks.runs == 1 + 2


async def test_a_database_that_is_away_is_told_so_too_by_an_address_without_transaction(desk: Any) -> None:
    async def lose(_work: Any) -> None:
        raise ConnectionResetError

    desk.hooks.hook = lose
    async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
        assert (await http.get("/v1/me")).status_code == 503


@pytest.mark.parametrize("method", ["get", "post"])
async def test_a_database_that_is_away_is_503_with_a_time_to_come_back(desk: Any, method: str) -> None:
    lost = desk.component.urls.app.replace(desk.component.urls.app.rsplit(":", 1)[1].split("/")[0], "1")
    runtime = desk.component.runtime
    kept, runtime.api = runtime.api, Database(lost, service="desk", clock=runtime.clock, wakeup=runtime.wakeup)
    try:
        async with desk.component.client(COORDINATOR, counties=(HOME,)) as http:
            answer = await http.request(method, "/v1/notes", json=note())
            assert (await http.get("/v1/hello")).status_code == 200
    finally:
        await runtime.api.close()
        runtime.api = kept
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.json()["type"] == "urn:peerbridge:problem:unavailable"
