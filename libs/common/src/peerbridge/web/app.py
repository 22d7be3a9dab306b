"""One service's HTTP side: the door, the problems and the addresses, put together the same way everywhere."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from peerbridge.errors import PeerbridgeError
from peerbridge.runtime import Runtime
from peerbridge.web.bulk import PARTS
from peerbridge.web.limits import Door
from peerbridge.web.problems import SCHEMA, on_http_exception, on_peerbridge_error, on_validation_error
from peerbridge.web.route import Authenticate, bearer

__all__ = ["build_app"]

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[Any]]
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "An access token of the configured issuer",
}


class Application(FastAPI):
    """FastAPI, whose document is completed with what all addresses share: the problem's schema and the token."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        document = super().openapi()
        components = document.setdefault("components", {})
        components.setdefault("securitySchemes", {})["bearer"] = BEARER
        schemas = components.setdefault("schemas", {})
        schemas["Problem"] = SCHEMA
        for operation in (operation for path in document["paths"].values() for operation in path.values()):
            schemas.update(operation.pop(PARTS, {}))
        return document


def build_app(
    *,
    name: str,
    version: str,
    routers: Sequence[APIRouter],
    runtime: Runtime,
    lifespan: Lifespan | None = None,
    authenticate: Authenticate = bearer,
) -> FastAPI:
    """The ASGI application of one service; `authenticate` says who calls where it is not told by a bearer token."""
    app = Application(
        title=f"Peerbridge {name}",
        version=version,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.runtime, app.state.authenticate = runtime, authenticate
    app.add_exception_handler(PeerbridgeError, at_once(on_peerbridge_error))
    app.add_exception_handler(HTTPException, at_once(on_http_exception))
    app.add_exception_handler(RequestValidationError, at_once(on_validation_error))
    app.add_middleware(Door, largest_body=runtime.settings.largest_body, metrics=runtime.metrics)
    for router in routers:
        app.include_router(router)
    return app


def at_once(handler: Callable[[Request, Exception], Response]) -> Callable[[Request, Exception], Awaitable[Response]]:
    """`handler` on the event loop: the framework would send a plain function to a thread."""

    async def handle(request: Request, error: Exception) -> Response:
        return handler(request, error)

    return handle
