"""Every address of every service leaves an audit row, whoever adds it: generated from the addresses themselves."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from uuid import uuid4

import httpx
import pytest

from peerbridge.clock import Clock
from peerbridge.identity import PERSON_ROLES
from peerbridge.service import Service
from peerbridge.testing.component import Component, component, walked
from peerbridge.web import Api, Work
from peerbridge.web.exchange import SAFE
from peerbridge.web.route import IMPERSONAL, PUBLIC, UnitRoute, asks_for_work

AWAY = 503
COUNTY = "19153"
STREAM = "/live"  # never ends; what it sends is audited piece by piece (services/console/tests/test_live.py)
PERSONAL = {
    "person",
    "people",
    "partner",
    "parent",
    "parents",
    "family",
    "supervisor",
    "case",
    "name",
    "email",
    "actor",
    "subject",
}
"""What an answer may not show if its address is to leave no audit row."""


def addresses(service: Service) -> list[UnitRoute]:
    return [r for r in walked(service.app.routes) if isinstance(r, UnitRoute) and not r.public]


def methods(route: UnitRoute) -> list[str]:
    return sorted(route.methods or ())


def shown(schema: Any, parts: dict[str, Any]) -> Iterator[str]:
    """The names of all ids that an answer of this schema may have."""
    if isinstance(schema, list):
        for each in schema:
            yield from shown(each, parts)
    elif isinstance(schema, dict):
        if "$ref" in schema:
            yield from shown(parts.get(schema["$ref"].rpartition("/")[2]), parts)
        yield from (name for name, each in schema.get("properties", {}).items() if "uuid" in str(each))
        for inner in schema.values():
            yield from shown(inner, parts) if isinstance(inner, dict | list) else ()


def test_what_leaves_no_audit_row_changes_nothing_and_shows_no_person(service: Service) -> None:
    document = service.app.openapi()
    parts = {name: each for name, each in document["components"]["schemas"].items() if name != "Policy"}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation.get(IMPERSONAL):
                assert method.upper() in SAFE, path
                answer = operation["responses"]["200"].get("content", {})
                assert PERSONAL.isdisjoint(shown(answer, parts)), f"{method} {path}"
            assert not (operation.get(IMPERSONAL) and operation.get(PUBLIC))


@pytest.fixture
async def made(name: str, fresh_database: Any, service: Service) -> Any:  # noqa: ARG001  # it sets the environment
    """The service on a database of its own."""
    main, settings = import_module(f"{name}.main"), import_module(f"{name}.settings").Settings

    def build(read: Any, clock: Clock) -> Service:
        built: Service = main.service(read, clock)
        for route in addresses(built):
            if not SAFE.issuperset(methods(route)):
                built.app.include_router(stub(route))
        return built

    async with component(build, settings, await fresh_database(name)) as found:
        yield found


def stub(route: UnitRoute) -> Api:
    """An address that is declared as this one is, answers without a look at its body, and stands under another path."""
    api = Api()

    async def with_work(work: Work) -> dict[str, bool]:
        return {"done": work is not None}

    async def without() -> dict[str, bool]:
        return {"done": True}

    endpoint = with_work if asks_for_work(route.dependant) else without
    path = f"/stub/{methods(route)[0].lower()}{re.sub(r'[{}]', '', route.path)}"
    api.add_api_route(path, endpoint, methods=methods(route), openapi_extra=route.openapi_extra)
    return api


async def rows(made: Component) -> int:
    found = await made.owner("SELECT count(*) AS n FROM audit")
    return int(found[0]["n"])


async def asked(made: Component, route: UnitRoute, path: str) -> httpx.Response:
    role = min(route.roles)
    whose: dict[str, Any] = {"person": uuid4()} if role in PERSON_ROLES else {"counties": (COUNTY,)}
    async with made.client(role, **whose) as http:
        return await http.request(methods(route)[0], path)


async def test_every_read_that_is_answered_leaves_an_audit_row(made: Component) -> None:
    answered = 0
    for route in addresses(made.service):
        if not SAFE.issuperset(methods(route)) or route.path.startswith("/stub/") or route.path == STREAM:
            continue
        before = await rows(made)
        answer = await asked(made, route, re.sub(r"{[^}]+}", str(uuid4()), route.path))
        if answer.is_success and not route.impersonal:
            answered += 1
            assert await rows(made) > before, route.path
        alone = not route.include_in_schema and answer.status_code == AWAY  # a page of what another service keeps
        assert answer.status_code < 500 or alone, route.path
    assert answered >= 2


async def test_every_command_leaves_an_audit_row(made: Component) -> None:
    commands = [r for r in addresses(made.service) if r.path.startswith("/stub/")]
    real = [r for r in addresses(made.service) if not SAFE.issuperset(methods(r))]
    assert len(commands) * 2 == len(real)
    for route in commands:
        before = await rows(made)
        answer = await asked(made, route, route.path)
        assert answer.status_code == 200, (route.path, answer.text)
        assert await rows(made) > before, route.path
