"""What there is to walk, as the services declare it: nothing here names an address."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute, Route

from peerbridge.identity import ROLES
from peerbridge.web.route import UnitRoute

__all__ = ["STREAM", "Address", "addresses", "undeclared", "unit_routes"]

STREAM: Final = "text/event-stream"
CHASSIS: Final = "peerbridge.web.health"
FRAMEWORK: Final = "/openapi.json"


@dataclass(frozen=True)
class Address:
    """One method of one address: whom it lets in, what it takes. `shared`: why its answer is nobody's in particular."""

    service: str
    method: str
    path: str
    roles: frozenset[str]
    public: bool
    shared: str
    operation: Mapping[str, Any]
    schemas: Mapping[str, Any]

    def parameters(self, place: str) -> dict[str, dict[str, Any]]:
        """Name -> schema of those in `path` or `query`."""
        told = self.operation.get("parameters", [])
        return {each["name"]: each.get("schema", {}) for each in told if each["in"] == place}

    @property
    def body(self) -> tuple[str, dict[str, Any]] | None:
        """Media type and schema of the body, where it takes one."""
        content = self.operation.get("requestBody", {}).get("content", {})
        return next(((media, told.get("schema", {})) for media, told in content.items()), None)

    @property
    def streams(self) -> bool:
        """Whether it answers with server-sent events."""
        return STREAM in self.operation["responses"].get("200", {}).get("content", {})

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.path}"


def walked(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """The routes, those of included routers too."""
    for route in routes:
        inner = getattr(getattr(route, "original_router", None), "routes", None) or getattr(route, "routes", None)
        yield from walked(inner) if inner and not isinstance(route, Route) else (route,)


def unit_routes(app: FastAPI) -> list[UnitRoute]:
    """Every route that declares whom it lets in."""
    return [route for route in walked(app.routes) if isinstance(route, UnitRoute)]


def undeclared(app: FastAPI) -> list[str]:
    """Routes without a declared role policy, but for the chassis' own health and the framework's document."""
    return [
        str(getattr(route, "path", route))
        for route in walked(app.routes)
        if not isinstance(route, UnitRoute)
        and getattr(getattr(route, "endpoint", None), "__module__", "") != CHASSIS
        and getattr(route, "path", "") != FRAMEWORK
    ]


def addresses(service: str, app: FastAPI) -> list[Address]:
    """From the OpenAPI document of all routes, those that the published one leaves out (pages) included."""
    document, routes = app.openapi(), unit_routes(app)
    pages = [route for route in routes if not route.include_in_schema]
    for route in pages:
        route.include_in_schema = True
    whole = get_openapi(title="pages", version="1", routes=pages)
    for route in pages:
        route.include_in_schema = False
    found = [_address(service, path, method, operation, each)
             for each in (document, whole) for path, methods in each["paths"].items() for method, operation in methods.items()]  # fmt: skip
    declared = {(method, route.path) for route in routes for method in route.methods or ()}
    assert declared == {(each.method, each.path) for each in found}, "a route is in no document"
    return found


def _address(service: str, path: str, method: str, operation: dict[str, Any], document: dict[str, Any]) -> Address:
    roles = frozenset(operation.get("x-peerbridge-roles", ()))
    public = bool(operation.get("x-peerbridge-public"))
    assert public or (roles and roles <= ROLES), f"{service} {method} {path} declares no role policy"
    assert public or operation.get("security"), f"{service} {method} {path} declares no token"
    shared = operation.get("x-peerbridge-shared", "")
    schemas = document.get("components", {}).get("schemas", {})
    return Address(service, method.upper(), path, roles, public, shared, operation, schemas)
