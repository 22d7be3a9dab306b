"""All five services in one process: real databases, real HTTP between them, and a pump in Kafka's place, so that nothing is waited for."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from importlib import import_module
from itertools import groupby
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import httpx
import uvicorn

from peerbridge.audit.chainer import Chainer
from peerbridge.database.provision import Urls
from peerbridge.life import Life, end_tasks
from peerbridge.testing.component import Component, component
from peerbridge.testing.records import FakeLog, LogRecord
from peerbridge.testing.running import eventually
from peerbridge.testing.tokens import TestIssuer
from peerbridge.web.recovery import LogSince, log_back, log_since
from peerbridge_local.ports import free_port

__all__ = ["IN_HEADERS", "IN_QUERY", "SERVICES", "House", "house"]

SERVICES: Final = ("recruitment", "matching", "supervision", "notification", "console")
PATIENCE: Final = 180.0  # seconds
HEADERS: Final = ("User-Agent", "Referer", "X-Request-Id", "Traceparent", "Tracestate", "Baggage")
IN_HEADERS, IN_QUERY = "Canaryname-in-a-header", "Canaryname-in-a-query"
HURRY: Final = "UPDATE job SET next_attempt_at = now() WHERE done_at IS NULL"
LINKED: Final = "SELECT 1 FROM audit_head WHERE position = (SELECT count(*) FROM audit)"
TAKE: Final = """
WITH sent AS (DELETE FROM outbox RETURNING id, event_id, topic, key, payload, headers, created_at), kept AS (
    INSERT INTO published SELECT id, event_id, topic, key, payload, headers, created_at, now() FROM sent)
SELECT topic, key, payload, headers FROM sent ORDER BY id
"""


class House:
    """The services by name and address. `said`: every record that was published, as Kafka would have it."""

    def __init__(self, parts: Mapping[str, Component], urls: Mapping[str, str], issuer: TestIssuer, admin: str) -> None:
        self.parts, self.urls, self.issuer, self.admin, self.log = parts, urls, issuer, admin, FakeLog()
        self.said: list[LogRecord] = []
        self._clients: dict[str, httpx.AsyncClient] = {}

    def client(self, service: str) -> httpx.AsyncClient:
        """A client of one service, without a token."""
        if service not in self._clients:
            transport = httpx.ASGITransport(app=self.parts[service].service.app, raise_app_exceptions=False)
            self._clients[service] = httpx.AsyncClient(transport=transport, base_url="http://service.test")
        return self._clients[service]

    async def ask(
        self, service: str, method: str, path: str, body: Any = None, *, role: str, counties: tuple[str, ...] = (),
        person: UUID | str | None = None,
    ) -> Any:  # fmt: skip
        """What one step of a life answers; a refusal stops the life. Each carries a name where nobody expects one."""
        whose = UUID(str(person)) if person else None
        token = self.issuer.token(role, counties=() if person else counties, person=whose)
        headers = {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": str(uuid4()),
            **dict.fromkeys(HEADERS, IN_HEADERS),
        }
        asked = f"{path}{'&' if '?' in path else '?'}about={IN_QUERY}"
        answer = await self.client(service).request(method, asked, json=body, headers=headers)
        assert answer.is_success, f"{role} {method} {path}: {answer.status_code} {answer.text[:600]}"
        return answer.json() if answer.content else None

    async def do(
        self,
        service: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        role: str,
        county: str,
        person: str | None = None,
    ) -> Any:
        """One step of a county's life, and all that follows from it."""
        told = await self.ask(service, method, path, body, role=role, counties=(county,), person=person)
        await self.settle()
        return told

    async def settle(self) -> None:
        """Deliver what was announced, and work off what it leaves, until nothing is left."""
        while await self._deliver():
            for part in self.parts.values():
                await part.work_off_jobs()

    async def hurry(self) -> None:
        """Work off the jobs that wait for their time too."""
        for service in self.parts:
            await self.rows(service, HURRY)
        await self.settle()

    async def link(self) -> None:
        """Have every audit row of now stand in its service's chain."""
        for name, part in self.parts.items():
            chainer = Chainer(part.urls.relay, name, None, part.runtime.metrics, Life().pulse("chain"))
            linking = asyncio.create_task(chainer.run())
            try:
                await eventually(partial(self.rows, name, LINKED))
            finally:
                await end_tasks(linking)

    async def _deliver(self) -> bool:
        for part in self.parts.values():
            await part.work_off_jobs()
        fresh = [record for part in self.parts.values() for record in await self._taken(part)]
        self.said += fresh
        for topic, records in groupby(sorted(fresh, key=lambda record: record.topic), key=lambda record: record.topic):
            heard = list(records)
            for part in self.parts.values():
                if any(subscriber.topic == topic for subscriber in part.service.subscribers):
                    await part.hears_records(*heard)
        return bool(fresh)

    async def _taken(self, part: Component) -> list[LogRecord]:
        connection = await asyncpg.connect(part.urls.relay)
        try:
            rows = await connection.fetch(TAKE)
        finally:
            await connection.close()
        return [
            self.log.raw(
                row["topic"],
                row["key"].encode(),
                row["payload"],
                [(name, value.encode()) for name, value in json.loads(row["headers"]).items()],
            )
            for row in rows
        ]

    async def rows(self, service: str, statement: str, *values: Any) -> list[Any]:
        """Look into a database with the owner's eye."""
        return list(await self.parts[service].owner(statement, *values))

    async def admin_rows(self, service: str, statement: str) -> list[Any]:
        """What a superuser reads, who would make a dump."""
        connection = await asyncpg.connect(self.parts[service].urls.on(self.admin))
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()


@asynccontextmanager
async def house(databases: Mapping[str, Urls], admin: str) -> AsyncIterator[House]:
    """The services on these databases; `admin`: the server's superuser. Each answers on a port too, for those that ask it."""
    ports, issuer = {name: free_port() for name in SERVICES}, TestIssuer()
    urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    settings_of_console = {f"{name}_url": url for name, url in urls.items()}
    told: dict[str, dict[str, Any]] = {
        "matching": {"recruitment_url": urls["recruitment"]},
        "notification": {"smtp_host": "127.0.0.1"},
        "console": {"session_key": "nobody-guesses-these-forty-characters-xx", **settings_of_console},
    }
    async with AsyncExitStack() as stack:
        stack.enter_context(patient())
        parts: dict[str, Component] = {}
        for name in SERVICES:
            build, settings = import_module(f"{name}.main").service, import_module(f"{name}.settings").Settings
            part = await stack.enter_async_context(component(build, settings, databases[name], **told.get(name, {})))
            part.issuer, part.runtime.tokens = issuer, issuer.verifier()
            part.service.app.dependency_overrides |= {log_since: no_log, log_back: no_log}
            await stack.enter_async_context(answering(part, ports[name]))
            parts[name] = part
        made = House(parts, urls, issuer, admin)
        try:
            yield made
        finally:
            await parts["console"].service.app.state.console.people.http.close()
            for client in made._clients.values():
                await client.aclose()


@contextmanager
def patient() -> Iterator[None]:
    """Services wait for each other: a page that says "away" because the machine is busy would look like another page."""
    console: Any = import_module("console.gateways.http")
    matching: Any = import_module("matching.gateways.recruitment")
    before = console.PATIENCE, matching.SECONDS
    console.PATIENCE, matching.SECONDS = httpx.Timeout(PATIENCE), PATIENCE
    try:
        yield
    finally:
        console.PATIENCE, matching.SECONDS = before


async def no_log() -> LogSince:
    """What an operator's look into Kafka's log finds where a pump stands in its place: no partition."""
    return LogSince({}, {})


@asynccontextmanager
async def answering(part: Component, port: int) -> AsyncIterator[None]:
    """The service's HTTP side on a port; its loops stay the test's."""
    config = uvicorn.Config(part.service.app, port=port, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await serving
