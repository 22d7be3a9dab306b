"""Nothing leaks to another county or person.

Hostile input is a problem and never a fault, and the schema is what the code says.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from alembic import command

from peerbridge.database.migrations import configuration
from peerbridge.database.provision import Urls
from peerbridge.identity import CASEWORKER, COORDINATOR, PARENT, PARTNER, SUPERVISOR
from peerbridge.ids import uuid7

ID = "01890000-0000-7000-8000-000000000000"
COMMANDS = [
    ("PUT", f"/v1/supervisors/{ID}"),
    ("POST", f"/v1/matches/{ID}/contacts"),
    ("POST", f"/v1/check-ins/{ID}/completion"),
    ("POST", f"/v1/sessions/{ID}/attendance"),
]
LISTS = ["/v1/supervisors", "/v1/relations", "/v1/check-ins", "/v1/sessions"]
HOSTILE: list[bytes] = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"\xff\xfe",
    b'{"on": "9999-12-31", "kind": "made"}',
    b'{"on": "0001-01-01", "kind": "made"}',
    b'{"held_on": "9999-12-31"}',
    b'{"on": 1e400}',
    b'{"on": "2026-01-05\\u0000"}',
    b'{"counties": ["19153\\u0000"], "span": 1}',
    b'{"counties": ["19153"], "span": 9223372036854775808}',
    b'{"counties": ["19153"], "span": 1, "absent_from": "9999-12-31"}',
    b'{"counties": ["19153"], "span": 1, "x": {"y": [' + b"[" * 200 + b"]" * 200 + b"]}}",
]


@pytest.mark.parametrize(("method", "path"), COMMANDS)
async def test_hostile_bodies_are_problems_and_never_faults(supervision: Any, method: str, path: str) -> None:
    async with supervision.client(COORDINATOR, counties=(supervision.polk,)) as http:
        for body in HOSTILE:
            answer = await http.request(method, path, content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code < 500, body
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == "application/problem+json"


async def test_hostile_parameters_are_problems_and_never_faults(supervision: Any) -> None:
    async with supervision.client(COORDINATOR, counties=(supervision.polk,)) as http:
        for path in LISTS:
            for query in (
                "limit=0",
                "limit=99999999999999999999",
                "after=x",
                "county=1%00",
                "state=%F0%9F%92%A9",
                "county=*",
            ):
                assert (await http.get(f"{path}?{query}")).status_code < 500


async def test_nobody_is_let_in_without_a_token_or_a_role(supervision: Any) -> None:
    async with supervision.client() as http:
        for path in LISTS:
            assert (await http.get(path)).status_code == 401
        for method, path in COMMANDS:
            assert (await http.request(method, path, json={})).status_code == 401
    async with supervision.client(PARENT, person=uuid7()) as http:
        for path in LISTS:
            assert (await http.get(path)).status_code == 403


async def test_another_county_and_another_person_see_nothing(supervision: Any) -> None:
    await supervision.registers()
    await supervision.hears(supervision.policy(), supervision.certified(), supervision.match())
    others: list[tuple[str, dict[str, Any]]] = [
        (COORDINATOR, {"counties": (supervision.story,)}),
        (SUPERVISOR, {"counties": ()}),
        (PARTNER, {"counties": (), "person": uuid7()}),
    ]
    for role, token in others:
        for path in LISTS:
            async with supervision.client(role, **token) as http:
                answer = await http.get(path)
            assert answer.status_code == 403 or not any(answer.json().values()), (role, path)


async def test_no_row_leaks_even_where_a_query_forgets_its_where(supervision: Any) -> None:
    await supervision.registers()
    await supervision.hears(supervision.policy(), supervision.certified(), supervision.match())
    for table in ("relations", "check_ins", "sessions", "certifications", "supervisors"):
        assert await supervision.rows(f"SELECT * FROM {table}", counties=(supervision.polk,))
        for counties in ((), (supervision.story,)):
            assert not await supervision.rows(f"SELECT * FROM {table}", counties=counties)


async def test_reads_and_commands_are_audited(supervision: Any) -> None:
    await supervision.hears(supervision.policy(), supervision.match())
    await supervision.gets("/v1/relations", CASEWORKER)
    await supervision.registers()
    audited = {(row["action"], row["what"]) for row in await supervision.owner("SELECT * FROM audit")}
    assert {("read", "relations"), ("register", "supervisor")} <= audited


async def test_the_schema_is_what_the_tables_say_and_can_go_down_and_up(
    fresh_database: Callable[[str], Awaitable[Urls]],
) -> None:
    config = configuration("supervision", (await fresh_database("supervision")).owner)
    await asyncio.to_thread(command.check, config)
    await asyncio.to_thread(command.downgrade, config, "base")
    await asyncio.to_thread(command.upgrade, config, "head")
    await asyncio.to_thread(command.check, config)
