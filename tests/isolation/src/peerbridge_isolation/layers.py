"""Each protective layer taken away, in a test's own process and database only; it stands again when the block is left."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Final

from starlette.requests import Request

from peerbridge.clock import real_now
from peerbridge.identity import ROLES, Principal
from peerbridge_isolation.house import SERVICES, House
from peerbridge_isolation.routes import unit_routes

__all__ = ["without_role_policy", "without_row_policies", "without_token_check"]

SECURED: Final = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND relkind IN ('r', 'p')"


@contextmanager
def without_token_check(house: House, roles: frozenset[str]) -> Iterator[None]:
    """Everybody is let in with these roles, and nobody has said whose counties or which person."""

    async def anybody(_request: Request) -> Principal:
        return Principal("anybody", roles, (), None, "", real_now() + timedelta(seconds=1))

    checks = {name: house.parts[name].service.app.state.authenticate for name in SERVICES}
    for name in SERVICES:
        house.parts[name].service.app.state.authenticate = anybody
    try:
        yield
    finally:
        for name, check in checks.items():
            house.parts[name].service.app.state.authenticate = check


@contextmanager
def without_role_policy(house: House) -> Iterator[None]:
    """Every address lets in every role."""
    routes = [route for name in SERVICES for route in unit_routes(house.parts[name].service.app)]
    declared = [route.roles for route in routes]
    for route in routes:
        route.roles = ROLES
    try:
        yield
    finally:
        for route, roles in zip(routes, declared, strict=True):
            route.roles = roles


@asynccontextmanager
async def without_row_policies(house: House) -> AsyncIterator[int]:
    """No table of any service has row-level security; how many had."""
    secured = [(name, row["relname"]) for name in SERVICES for row in await house.rows(name, SECURED)]
    try:
        for name, table in secured:
            await house.rows(name, f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
        yield len(secured)
    finally:
        for name, table in secured:
            await house.rows(name, f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
