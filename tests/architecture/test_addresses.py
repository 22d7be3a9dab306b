"""Every address of every service says whom it lets in and what it answers."""

from collections.abc import Iterator
from typing import Any

from starlette.routing import Mount

from peerbridge.identity import ROLES
from peerbridge.service import Service
from peerbridge.testing.component import walked
from peerbridge.web.route import UnitRoute

OPEN = ("/health", "/metrics", "/openapi.json", "/docs", "/redoc")


def test_every_address_names_the_roles_it_lets_in_or_says_that_it_is_public(service: Service) -> None:
    undeclared = []
    for route in walked(service.app.routes):
        if isinstance(route, UnitRoute):
            assert route.public or (route.roles and route.roles <= ROLES), route.path
        elif not (isinstance(route, Mount) or getattr(route, "path", "").startswith(OPEN)):
            undeclared.append(getattr(route, "path", route))
    assert undeclared == []


def test_every_address_has_words_and_a_documented_answer(service: Service) -> None:
    document = service.app.openapi()
    operations = list(_operations(document))
    assert operations
    for where, operation in operations:
        assert operation.get("description") or operation.get("summary"), where
        good = {status: answer for status, answer in operation["responses"].items() if status[0] in "23"}
        assert good, where
        assert {"400", "503"} <= set(operation["responses"]), where
        assert all(answer.get("description") for answer in operation["responses"].values()), where


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_what_changes_something_is_asked_with_a_token_and_takes_an_idempotency_key(service: Service, name: str) -> None:
    for where, operation in _operations(service.app.openapi()):
        method = where.split()[0]
        if method in {"post", "put", "delete"} and operation.get("security"):
            assert "Idempotency-Key" in {p.get("name") for p in operation["parameters"]}, f"{name}: {where}"
