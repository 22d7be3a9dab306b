"""A session is the reader's own token in an encrypted cookie; nothing of it is kept on this side.

A cookie counts for reading anywhere, and for changes only in requests that come from our own pages.
"""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from starlette.requests import Request
from starlette.responses import Response

from console.domain.errors import FormRefused
from console.settings import Settings
from peerbridge.errors import TokenRefused, Unauthenticated
from peerbridge.identity import Principal
from peerbridge.web.exchange import SAFE
from peerbridge.web.route import bearer

__all__ = ["SESSION", "SIGN_IN", "Session", "Sessions"]

SESSION: Final = "peerbridge_session"
SIGN_IN: Final = "peerbridge_sign_in"
PIECE: Final = 3_800  # characters: a browser keeps at least 4,096 bytes of a cookie with its attributes
PIECES: Final = 6


@dataclass(frozen=True, slots=True)
class Session:
    """Who reads: their token, what they are called, and the mark that their forms carry."""

    token: str = field(repr=False)
    name: str
    form: str = field(repr=False, default_factory=lambda: token_urlsafe(18))


class Sessions:
    """Seals and opens cookies, and finds out who calls."""

    def __init__(self, settings: Settings) -> None:
        key = settings.session_key.get_secret_value() if settings.session_key else token_urlsafe(48)
        self._fernet = Fernet(urlsafe_b64encode(sha256(f"peerbridge console session {key}".encode()).digest()))
        self.origin, self._secure = settings.origin, settings.console_url.startswith("https://")

    def put(self, response: Response, name: str, value: Mapping[str, Any], seconds: int, path: str = "/") -> None:
        """Keep a value with the browser, in as many cookies as it needs; what an earlier, longer one left is removed."""
        sealed = self._fernet.encrypt(json.dumps(value).encode()).decode()
        pieces = [sealed[at : at + PIECE] for at in range(0, len(sealed), PIECE)]
        if len(pieces) > PIECES:
            raise TokenRefused(reason="it is too long to be kept")
        for n in range(PIECES):
            cookie, kept = _piece(name, n), n < len(pieces)
            response.set_cookie(
                cookie,
                pieces[n] if kept else "",
                max_age=seconds if kept else 0,
                path=path,
                secure=self._secure,
                httponly=True,
                samesite="lax",
            )

    def take(self, request: Request, name: str, seconds: int | None = None) -> dict[str, Any] | None:
        """The value of a cookie that is ours, whole and not older than `seconds`."""
        sealed = "".join(request.cookies.get(_piece(name, n), "") for n in range(PIECES))
        try:
            value = json.loads(self._fernet.decrypt(sealed.encode("ascii", "replace"), seconds)) if sealed else None
        except (InvalidToken, ValueError):
            return None
        return value if isinstance(value, dict) else None

    def drop(self, response: Response, request: Request, name: str, path: str = "/") -> None:
        """Have the browser forget a value."""
        for n in range(PIECES):
            if _piece(name, n) in request.cookies:
                response.delete_cookie(_piece(name, n), path=path, secure=self._secure, httponly=True, samesite="lax")

    def session(self, request: Request) -> Session | None:
        """The session a request brings."""
        told = self.take(request, SESSION)
        if told is None:
            return None
        return Session(str(told.get("token", "")), str(told.get("name", "")), str(told.get("form", "")))

    def keep(self, response: Response, session: Session, seconds: int) -> None:
        """Begin a session of `seconds`."""
        self.put(response, SESSION, {"token": session.token, "name": session.name, "form": session.form}, seconds)

    async def authenticate(self, request: Request) -> Principal:
        """Who calls, by token or by session. Raises: Unauthenticated, TokenRefused, FormRefused, IssuerAway."""
        if "authorization" in request.headers:
            caller: Principal = await bearer(request)
            request.scope["console.roles"] = caller.roles
            return caller
        session = self.session(request)
        if session is None:
            raise Unauthenticated
        if request.method not in SAFE and not self._is_ours(request):
            raise FormRefused
        caller = await request.app.state.runtime.tokens.verify(session.token)
        request.scope["console.session"], request.scope["console.roles"] = session, caller.roles
        return caller

    def check_form(self, request: Request, session: Session | None, mark: str) -> None:
        """Refuse a form that no page of this session has made. Raises: FormRefused."""
        if session is not None and not (
            self._is_ours(request) and hmac.compare_digest(session.form.encode(), mark.encode())
        ):
            raise FormRefused

    def _is_ours(self, request: Request) -> bool:
        return request.headers.get("origin") == self.origin


def _piece(name: str, n: int) -> str:
    return name if n == 0 else f"{name}_{n}"
