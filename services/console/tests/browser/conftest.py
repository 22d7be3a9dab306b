"""Console in a real browser: served over HTTP, beside neighbours that answer as the other services do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from console.api.sessions import Session
from console.main import service
from console.settings import Settings
from peerbridge.identity import PLATFORM_OPERATOR, PROGRAM_ADMIN
from peerbridge.ids import uuid7
from peerbridge.testing.component import Component, component
from peerbridge_local.ports import free_port

POLK, STORY = "19153", "19169"
NAMES = ("Rosa Delgado", "Janelle Brooks", "Tyler McKee", "Aisha Thompson", "Beth Kowalski")


@asynccontextmanager
async def served(app: Any, port: int) -> AsyncIterator[str]:
    """An application over HTTP on this machine; its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    )
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


class Neighbours:
    """The other services, as far as pages ask them."""

    def __init__(self, recruitment: Any) -> None:
        self.commands: list[tuple[str, Any]] = []
        self.key, self.names_away, self.recruitment = uuid7(), False, recruitment

    def app(self) -> Starlette:
        """All their addresses."""
        routes = [
            Route("/v1/people/lookups", self.names, methods=["POST"]),
            Route("/health", self.health),
            Route("/ops/v1/parked", self.parked),
            Route("/ops/v1/status", self.status),
            Route("/ops/v1/{rest:path}", self.command, methods=["POST"]),
            Route("/v1/{rest:path}", self.recruited),
        ]
        return Starlette(routes=routes)

    async def names(self, request: Request) -> Response:
        """A name for everyone, the same each time."""
        people = (await request.json())["people"]
        return JSONResponse(
            {"names": {person: NAMES[UUID(person).int % len(NAMES)] for person in people}},
            503 if self.names_away else 200,
        )

    async def health(self, _request: Request) -> Response:
        """Well, but for one topic."""
        states = {"peerbridge.cases": {"state": "reading"}, "peerbridge.matches": {"state": "held"}}
        return JSONResponse({"database": True, "subscribers": states})

    async def parked(self, _request: Request) -> Response:
        """Two events that wait."""
        row = {
            "key": str(self.key),
            "county": POLK,
            "fingerprint": "KeyError/-/-/begin.py:41",
            "attempt": 3,
            "topic": "peerbridge.matches",
        }
        return JSONResponse(
            [{**row, "id": 1, "dead": False}, {**row, "id": 2, "dead": True, "county": None, "fingerprint": None}]
        )

    async def status(self, _request: Request) -> Response:
        """One topic is paused."""
        return JSONResponse({"subscribers": {}, "paused": {"peerbridge.cases": "seen to"}, "relay_elected_here": True})

    async def recruited(self, request: Request) -> Response:
        """Whatever recruitment keeps."""
        status, told = self.recruitment.answer(request.url.path, dict(request.query_params))
        return JSONResponse(told, status)

    async def command(self, request: Request) -> Response:
        """Taken, and noted."""
        self.commands.append((request.url.path, await request.json()))
        return JSONResponse({"keys": 1})


@dataclass(frozen=True, slots=True)
class Site:
    """A console full of life at `base`; `visit` opens a page as someone."""

    base: str
    console: Component
    life: Any
    neighbours: Neighbours
    cases: list[UUID]
    browser: Browser

    async def cookies(
        self, *roles: str, counties: tuple[str, ...] = (POLK, STORY), **claims: Any
    ) -> list[dict[str, Any]]:
        """The session of someone with these roles."""
        token = self.console.issuer.token(*(roles or (PROGRAM_ADMIN, PLATFORM_OPERATOR)), counties=counties, **claims)
        response, parts = Response(), self.console.service.app.state.console
        parts.sessions.keep(response, Session(token, "Ruth Okafor"), 3600)
        set_ = [value.decode() for key, value in response.raw_headers if key == b"set-cookie"]
        pairs = [cookie.split(";")[0].split("=", 1) for cookie in set_ if "Max-Age=0" not in cookie]
        return [{"name": name, "value": value, "url": self.base} for name, value in pairs]

    @asynccontextmanager
    async def visitor(
        self,
        *,
        cookies: list[dict[str, Any]] | None = None,
        width: int = 1280,
        scheme: Any = "light",
        language: str = "en",
        **options: Any,
    ) -> AsyncIterator[Page]:
        """A page of a fresh browser, signed in; what its scripts complain of fails the test."""
        context: BrowserContext = await self.browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language, **options
        )
        await context.add_cookies(await self.cookies() if cookies is None else cookies)  # type: ignore[arg-type]
        page, complaints = await context.new_page(), []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda told: complaints.append(told.text) if "Content Security Policy" in told.text else None
        )
        try:
            yield page
        finally:
            await context.close()
        assert complaints == []


@pytest.fixture(scope="session")
async def site(
    postgres: Any, browser: Browser, life_of: Callable[[Component], Any], recruitment_of: Callable[[], Any]
) -> AsyncIterator[Site]:
    """One console for all tests of this folder, with the lives of two counties in it."""
    neighbours, port, others = Neighbours(recruitment_of()), free_port(), free_port()
    away = f"http://127.0.0.1:{free_port()}"
    settings = {f"{name}_url": f"http://127.0.0.1:{others}" for name in ("recruitment", "matching", "notification")}
    urls = await postgres.database("console")
    async with component(
        service,
        Settings,
        urls,
        session_key="k" * 40,
        console_url=f"http://127.0.0.1:{port}",
        supervision_url=away,
        **settings,
    ) as console:
        life = life_of(console)
        await life.publishes(life.iowa)
        cases = [case for county in (POLK, STORY) for case in await life.goes_on(county, life.iowa, 8, 4)]
        async with served(neighbours.app(), others), served(console.service.app, port) as base:
            yield Site(base, console, life, neighbours, cases, browser)
        await console.service.app.state.console.people.http.close()


class OnAir:
    """How a test serves an application of its own."""

    port = staticmethod(free_port)
    served = staticmethod(served)


@pytest.fixture(scope="session")
def on_air() -> OnAir:
    """Ports and servers."""
    return OnAir()
