"""Around everything, in plain ASGI: what no address should meet stays outside, what went wrong inside stays inside.

Every answer carries the correlation id and the security headers; an unhandled error is told without its text.
"""

import logging
import re
from collections.abc import Iterable
from time import perf_counter
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peerbridge.errors import PROBLEM, BadRequest
from peerbridge.logs import correlation
from peerbridge.messaging.failures import fingerprint
from peerbridge.metrics import Metrics
from peerbridge.web.correlation import correlate
from peerbridge.web.problems import on_http_exception, on_peerbridge_error, problem

__all__ = ["Door"]

log = logging.getLogger("peerbridge.web")
LONGEST_TARGET: Final = 8192  # bytes of path and query
METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_FAILURE: Final = 400
DIGITS: Final = re.compile(rb"[0-9]{1,18}")
SECURITY: Final[list[tuple[bytes, bytes]]] = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class Door:
    """The outermost layer of every service's HTTP side; `largest_body` is in bytes."""

    def __init__(self, app: ASGIApp, *, largest_body: int, metrics: Metrics | None = None) -> None:
        self.app, self.largest_body, self.metrics = app, largest_body, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        told = scope["peerbridge.correlation"] = correlate(headers.get(b"traceparent"))
        token, visit = correlation.set(told.id), Visit(scope, receive, send, self.largest_body)
        try:
            await self._pass(visit, headers)
        finally:
            self._note(visit)
            correlation.reset(token)

    async def _pass(self, visit: "Visit", headers: dict[bytes, bytes]) -> None:
        refusal = refused(visit.scope, headers, self.largest_body)
        if refusal is not None:
            await refusal(visit.scope, visit.receive, visit.send)
            return
        try:
            await self.app(visit.scope, visit.receive, visit.send)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001  # the last net before the server, which would print the error
            note_fault(visit, error)
            if visit.status:
                raise AnswerBroken from None
            await broken()(visit.scope, visit.receive, visit.send)

    def _note(self, visit: "Visit") -> None:
        method, seconds = (
            visit.scope["method"] if visit.scope["method"] in METHODS else "other",
            perf_counter() - visit.began,
        )
        if method not in SAFE or visit.status >= FIRST_FAILURE:
            told = {"method": method, "route": visit.route, "status": visit.status, "ms": round(seconds * 1000, 1)}
            log.info("request", extra=told)
        if self.metrics is not None:
            labels = (self.metrics.service, method, visit.route)
            self.metrics.requests.labels(*labels, str(visit.status)).inc()
            self.metrics.request_seconds.labels(*labels).observe(seconds)


class AnswerBroken(Exception):
    """An answer failed after it had begun; the connection is cut, so that nobody takes the half for the whole."""


class Visit:
    """One request on its way in and its answer on its way out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, largest_body: int) -> None:
        self.scope, self._receive, self._send = scope, receive, send
        self.status, self.began, self._left = 0, perf_counter(), largest_body

    @property
    def route(self) -> str:
        """The address as declared; never the path that was asked for."""
        return str(getattr(self.scope.get("route"), "path", "none"))

    async def receive(self) -> Message:
        """The next piece of the body, counted: one too large is found out while it comes, whatever its header said."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        """A piece of the answer; its start gets our headers, but for those the address has set itself."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", []))
            named = {name.lower() for name, _ in headers}
            headers += [header for header in SECURITY if header[0] not in named]
            told = self.scope["peerbridge.correlation"]
            headers += [(b"x-correlation-id", str(told.id).encode()), (b"traceparent", told.traceparent.encode())]
            message = {**message, "headers": headers}
        await self._send(message)


def note_fault(visit: Visit, error: Exception) -> None:
    """An unhandled error, as class and place; its text would carry values."""
    told = {"fault": fingerprint(error), "route": visit.route, "method": visit.scope["method"]}
    log.error("unhandled error", extra=told)


def refused(scope: Scope, headers: dict[bytes, bytes], largest_body: int) -> Response | None:
    """The answer to a request that no address should meet, or None."""
    query: bytes = scope.get("query_string", b"")
    path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass")
    if len(path) + len(query) > LONGEST_TARGET:
        return on_http_exception(NO_REQUEST, HTTPException(414))
    if not (is_text(path) and is_text(query)) or not are_plain(scope["headers"]):
        return on_peerbridge_error(NO_REQUEST, BadRequest(reason="its address or headers contain NUL or are not UTF-8"))
    length = headers.get(b"content-length")
    if length is not None and not DIGITS.fullmatch(length):
        return on_peerbridge_error(NO_REQUEST, BadRequest(reason="its Content-Length is not a length"))
    if length is not None and int(length) > largest_body:
        return on_http_exception(NO_REQUEST, HTTPException(413))
    return None


def is_text(target: bytes) -> bool:
    """Whether a percent-encoded path or query is UTF-8 without NUL once decoded. UTF-8 knows no surrogates."""
    decoded = unquote_to_bytes(target) if b"%" in target else target
    if b"\x00" in decoded:
        return False
    try:
        decoded.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def are_plain(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether no header value contains NUL."""
    return not any(b"\x00" in value for _, value in headers)


def broken() -> Response:
    """The answer to a request that met a fault of ours."""
    told = "Something broke on our side; it has been noted. Tell your operator the correlation id if it stays."
    return problem(500, f"{PROBLEM}internal-error", "Internal error", told)


NO_REQUEST: Final[Any] = None
