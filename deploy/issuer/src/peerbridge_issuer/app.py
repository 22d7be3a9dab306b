"""The issuer, put together."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peerbridge_issuer import demo, routes
from peerbridge_issuer.keys import Key
from peerbridge_issuer.settings import Settings
from peerbridge_issuer.tokens import Tokens

__all__ = ["create_app"]

LARGEST_BODY = 65_536  # bytes
HEADERS = [
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]


def create_app(settings: Settings) -> FastAPI:
    """The ASGI application; the key is made here if there is none."""
    app = FastAPI(title="Peerbridge local issuer", docs_url=None, redoc_url=None, max_body_size=LARGEST_BODY)
    app.state.issuer = routes.State(settings, Tokens(settings, Key.of(settings.state)))
    app.add_exception_handler(RequestValidationError, bad_request)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=settings.hosts, www_redirect=False)
    app.add_middleware(SafeHeaders)
    app.include_router(routes.router)
    app.include_router(demo.router)
    return app


async def bad_request(_request: Request, error: Exception) -> Response:
    """OAuth's way to say that parameters are wrong; names and rules, never values."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    said = "; ".join(f"{'.'.join(str(part) for part in fault['loc'][1:])} {fault['type']}" for fault in faults[:10])
    return JSONResponse({"error": "invalid_request", "error_description": said}, 422)


class SafeHeaders:
    """Every answer is for one reader, once, and not for a frame."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers added."""

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
            await send(message)

        await self.app(scope, receive, safely if scope["type"] == "http" else send)
