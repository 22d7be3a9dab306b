"""The door of every address: who calls, may they, can the request be read; then one transaction; then the answer."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from inspect import isasyncgenfunction, iscoroutinefunction
from itertools import count
from secrets import randbelow
from typing import Any, Final

from fastapi.dependencies.models import Dependant
from fastapi.params import Form
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from peerbridge.database.gate import Closed
from peerbridge.errors import Forbidden, Refused, TokenRefused, Unauthenticated
from peerbridge.identity import ROLES, Principal
from peerbridge.web.exchange import SAFE, audit_apart, audit_refusal, current_work, in_exchange, transact
from peerbridge.web.other_names import mean_kept_ids, of_kept_id
from peerbridge.web.reading import read_json
from peerbridge.web.trouble import Clash, told_apart

__all__ = ["IMPERSONAL", "PUBLIC", "ROLES_KEY", "SHARED", "Authenticate", "UnitRoute", "bearer"]

ROLES_KEY: Final = "x-peerbridge-roles"
PUBLIC: Final = "x-peerbridge-public"
SHARED: Final = "x-peerbridge-shared"
IMPERSONAL: Final = "x-peerbridge-impersonal"
AUDITED: Final = frozenset({403, 404, 409})
MOST_WAITS: Final = 5  # for a database that is being compared with its topics
REFUSED: Final = 400

Authenticate = Callable[[Request], Awaitable[Principal]]
Handle = Callable[[Request], Coroutine[Any, Any, Response]]


async def bearer(request: Request) -> Principal:
    """The caller named by the Authorization header. Raises: Unauthenticated, TokenRefused, IssuerAway."""
    headers = request.headers.getlist("authorization")
    if not headers:
        raise Unauthenticated
    scheme, _, token = headers[0].partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated
    if len(headers) > 1:
        raise TokenRefused(reason="more than one was sent")
    caller: Principal = await request.app.state.runtime.tokens.verify(token.strip())
    return caller


class UnitRoute(APIRoute):
    """One address of an `Api`. The roles it lets in stand in its OpenAPI entry, and are read from there."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        told = options.get("openapi_extra") or {}
        self.public = bool(told.get(PUBLIC))
        self.impersonal = bool(told.get(IMPERSONAL))
        self.roles = frozenset(told.get(ROLES_KEY, ()))
        check_declared(path, endpoint, self.roles, public=self.public)
        if self.impersonal and not SAFE.issuperset(options.get("methods") or ["GET"]):
            raise TypeError(f"{path} changes something, so it cannot be impersonal: every command is audited")
        super().__init__(path, endpoint=self._wrapped(endpoint, options), **options)

    def get_route_handler(self) -> Handle:
        """The framework's handler inside ours."""
        handle = super().get_route_handler()
        takes_json = self.body_field is not None and not isinstance(self.body_field.field_info, Form)
        run = in_transaction if asks_for_work(self.dependant) else without_transaction

        async def answer(request: Request) -> Response:
            caller = None if self.public else await admitted(request)
            try:
                if caller is not None and not caller.holds(*self.roles):
                    raise Forbidden(roles=", ".join(sorted(self.roles)))
                if takes_json:
                    await read_json(request)
                return await run(request, handle, caller)
            except Refused as refusal:
                await note(request, caller, refusal)
                raise

        return answer

    @staticmethod
    def _wrapped(endpoint: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any]:
        commands = not SAFE.issuperset(options.get("methods") or ["GET"])
        return in_exchange(endpoint) if commands else endpoint


def check_declared(path: str, endpoint: Callable[..., Any], roles: frozenset[str], *, public: bool) -> None:
    """Refuse an address that does not say who may use it. Raises: TypeError, at import."""
    if public == bool(roles):
        raise TypeError(f"{path} must name the roles it lets in, or say that it is public, and not both")
    if unknown := roles - ROLES:
        raise TypeError(f"{path} lets in {', '.join(sorted(unknown))}, which no token can hold")
    if not (iscoroutinefunction(endpoint) or isasyncgenfunction(endpoint)):
        raise TypeError(f"{path} must be answered by an async function")


async def admitted(request: Request) -> Principal:
    """The caller, noted for the handler. Raises: Unauthenticated, TokenRefused, IssuerAway."""
    authenticate: Authenticate = request.app.state.authenticate
    caller = await authenticate(request)
    merged = request.app.state.runtime.api.merged
    if merged:
        mean_kept_ids(request, merged)
        caller = of_kept_id(caller, merged)
    request.scope["peerbridge.caller"] = caller
    return caller


async def without_transaction(request: Request, handle: Handle, caller: Principal | None) -> Response:
    """An address that keeps nothing by itself: no transaction but that of its audit row."""
    with told_apart():
        answer = await handle(request)
        if caller is not None and answer.status_code < REFUSED:
            await audit_apart(request, caller)
        return answer


async def in_transaction(request: Request, handle: Handle, caller: Principal | None) -> Response:
    """Run in one transaction; after a clash with another, again in a new one, a few times."""
    for attempt in count(1):
        try:
            with told_apart(attempt):
                return await transact(request, handle, caller)
        except Clash:
            await asyncio.sleep(randbelow(20 * attempt) / 1000)  # spreads commands that clashed
        except Closed:
            if attempt > MOST_WAITS or not await request.app.state.runtime.gate.opens():
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


async def note(request: Request, caller: Principal | None, refusal: Refused) -> None:
    """Leave an audit row of a refused command; what could not even be read is no command."""
    if caller is None or request.method in SAFE or refusal.status not in AUDITED:
        return
    with told_apart():
        await audit_refusal(request, caller, refusal.problem.rpartition(":")[2])


def asks_for_work(dependant: Dependant) -> bool:
    """Whether the address, or something it depends on, uses the transaction."""
    return dependant.call is current_work or any(asks_for_work(inner) for inner in dependant.dependencies)
