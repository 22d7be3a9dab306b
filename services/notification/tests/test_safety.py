"""Nothing leaks.

Nothing personal travels or is logged, hostile input is a problem, and the schema is what the code says.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from alembic import command
from pydantic import ValidationError

from notification.main import server
from notification.settings import Settings
from peerbridge.database.migrations import configuration
from peerbridge.database.provision import Urls
from peerbridge.identity import COORDINATOR, PLATFORM_OPERATOR
from peerbridge.ids import uuid7

ID = "01890000-0000-7000-8000-000000000000"
CANARY = "Quetzalcanary"
COMMANDS = [
    ("PUT", f"/v1/people/{ID}"),
    ("PUT", f"/v1/people/{ID}/opt-outs"),
    ("POST", "/v1/people/lookups"),
    ("POST", f"/v1/deliveries/{ID}/resolution"),
]
READS = [f"/v1/people/{ID}", "/v1/deliveries"]
HOSTILE: list[bytes] = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"\xff\xfe",
    b'{"people": ["x"]}',
    b'{"people": null}',
    b'{"channels": ["sms"]}',
    b'{"channels": [' + b'"email",' * 5000 + b'"email"]}',
    b'{"outcome": "lost"}',
    b'{"name": "\\ud800", "county": "19153", "time_zone": "America/Chicago"}',
    b'{"name": "A\\u0000", "county": "19153", "time_zone": "America/Chicago"}',
    b'{"name": "\\u202e\\ud83d\\udc6a", "county": "19153", "time_zone": "America/Chicago", "email": "a@b.cd"}',
    b'{"name": "A", "county": "19153", "time_zone": "' + b"A" * 5000 + b'"}',
    b'{"x": ' + b"[" * 500 + b"]" * 500 + b"}",
]
SETTINGS: dict[str, Any] = {
    "database_url": "postgresql://x",
    "relay_database_url": "postgresql://x",
    "kafka_bootstrap": "x:1",
    "oidc_issuer": "https://x.test",
    "smtp_host": "mail.test",
}


@pytest.mark.parametrize(("method", "path"), COMMANDS)
async def test_hostile_bodies_are_problems_and_never_faults(notification: Any, method: str, path: str) -> None:
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        for body in HOSTILE:
            answer = await http.request(method, path, content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code < 500, body
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == "application/problem+json"


async def test_hostile_parameters_are_problems_and_never_faults(notification: Any) -> None:
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        for query in ("limit=0", "limit=9" * 30, "after=x", "county=*", "state=%F0%9F%92%A9", "person=%00"):
            assert (await http.get(f"/v1/deliveries?{query}")).status_code < 500


async def test_nobody_is_let_in_without_a_token_or_a_role(notification: Any) -> None:
    for role, status in (((), 401), ((PLATFORM_OPERATOR,), 403)):
        async with notification.client(*role, counties=(notification.polk,)) as http:
            for path in READS:
                assert (await http.get(path)).status_code == status
            for method, path in COMMANDS:
                assert (await http.request(method, path, json={})).status_code == status


async def test_no_row_leaks_even_where_a_query_forgets_its_where(notification: Any) -> None:
    person = await notification.enters()
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        await http.put(f"/v1/people/{person}/opt-outs", json={"channels": ["email"]})
    await notification.hears(notification.identified(person))
    for table in ("people", "opt_outs", "deliveries"):
        assert await notification.rows(f"SELECT * FROM {table}", counties=(notification.polk,))
        for counties in ((), (notification.story,)):
            assert not await notification.rows(f"SELECT * FROM {table}", counties=counties)


async def test_nothing_personal_stands_in_events_logs_audit_or_index(notification: Any, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    person = await notification.enters(name=CANARY, email=f"{CANARY}@mail.test", phone="+1 515 555 0199")
    bad = await notification.enters(name=CANARY, email=f"{CANARY}.bad@mail.test")
    notification.mail.answers[f"{CANARY}.bad@mail.test"] = "550 no such mailbox"
    await notification.hears(notification.identified(person), notification.identified(bad))
    assert await notification.hands_over() == [f"{CANARY}@mail.test"]
    tables = ("outbox", "audit", "deliveries", "turns", "whereabouts", "idempotency", "parked")
    for table in tables:
        for row in await notification.owner(f"SELECT t::text AS told FROM {table} AS t"):
            assert CANARY not in row["told"]
    for row in await notification.owner("SELECT payload, headers FROM outbox"):
        assert CANARY.encode() not in row["payload"]
    ours = [record for record in caplog.records if record.name.startswith("peerbridge")]
    assert not [record for record in ours if CANARY in record.getMessage() or CANARY in str(vars(record))]


def test_a_password_does_not_travel_in_clear() -> None:
    for tls in ("auto", "none"):
        with pytest.raises(ValidationError):
            Settings(**SETTINGS, smtp_user="u", smtp_password="p", smtp_tls=tls)
    told = server(Settings(**SETTINGS, smtp_user="u", smtp_password="p", smtp_tls="starttls"))
    assert "password" not in repr(told)
    assert told.password == "p"


async def test_reads_of_people_are_audited(notification: Any) -> None:
    person = await notification.enters()
    await notification.hears(notification.identified(uuid7()))
    async with notification.client(COORDINATOR, counties=(notification.polk,)) as http:
        await http.get(f"/v1/people/{person}")
        await http.get("/v1/deliveries")
    rows = await notification.owner("SELECT what, county FROM audit WHERE action = 'read'")
    assert {tuple(row) for row in rows} == {("person", notification.polk), ("deliveries", notification.polk)}


async def test_the_schema_is_what_the_tables_say_and_can_go_down_and_up(
    fresh_database: Callable[[str], Awaitable[Urls]],
) -> None:
    config = configuration("notification", (await fresh_database("notification")).owner)
    await asyncio.to_thread(command.check, config)
    await asyncio.to_thread(command.downgrade, config, "base")
    await asyncio.to_thread(command.upgrade, config, "head")
    await asyncio.to_thread(command.check, config)
