"""Signing in by the issuer's code flow with PKCE, state and nonce; the tokens are checked before a session begins."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_urlsafe
from typing import Annotated, Any, Final

import jwt
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from console.api.parts import parts_of
from console.api.rendering import page
from console.api.sessions import SESSION, SIGN_IN, Session
from console.domain.errors import SignInRefused
from peerbridge.clock import real_now
from peerbridge.errors import IssuerAway, PeerbridgeError
from peerbridge.jwks import ALGORITHMS
from peerbridge.web import Api

__all__ = ["router"]

router = Api(include_in_schema=False)
MINUTES: Final = 10  # for choosing who to be
LONGEST_NAME: Final = 80
Text = Annotated[str, Query(max_length=2048)]
NOTES: Final = {
    "ended": "Your sign-in has ended. Sign in again to go on where you were.",
    "left": "You are signed out.",
    "away": "The sign-in service cannot be reached. Nothing was lost; try again in a moment.",
    "refused": "The sign-in was not completed. Start it again.",
}


def within(next_: str) -> str:
    """A path of ours to go on to; anything else is the overview."""
    fits = next_.startswith("/") and not next_.startswith(("//", "/\\")) and next_.isprintable() and "\\" not in next_
    return next_ if fits else "/"


@router.get("/login", public=True)
async def login(
    request: Request, next_: Annotated[str, Query(alias="next", max_length=2048)] = "/", why: Text = ""
) -> Response:
    """The page to sign in from."""
    return page(request, "login.html", next=within(next_), note=NOTES.get(why, ""))


@router.get("/login/start", public=True)
async def start(request: Request, next_: Annotated[str, Query(alias="next", max_length=2048)] = "/") -> Response:
    """To the issuer, with a state, nonce and verifier that only this browser holds."""
    parts = parts_of(request)
    flow = {
        "state": token_urlsafe(24),
        "nonce": token_urlsafe(24),
        "verifier": token_urlsafe(48),
        "next": within(next_),
    }
    challenge = urlsafe_b64encode(sha256(flow["verifier"].encode()).digest()).rstrip(b"=").decode()
    try:
        there = await parts.issuer.sign_in_url(
            redirect_uri=callback_uri(request),
            state=flow["state"],
            nonce=flow["nonce"],
            code_challenge=challenge,
            code_challenge_method="S256",
        )
    except IssuerAway:
        return page(request, "login.html", 503, next=within(next_), note=NOTES["away"])
    response = RedirectResponse(there, 303)
    parts.sessions.put(response, SIGN_IN, flow, MINUTES * 60, "/callback")
    return response


@router.get("/callback", public=True)
async def callback(request: Request, code: Text = "", state: Text = "", iss: Text = "", error: Text = "") -> Response:
    """Back from the issuer: a session for a code, if the flow began in this browser."""
    parts = parts_of(request)
    flow = parts.sessions.take(request, SIGN_IN, MINUTES * 60)
    try:
        if flow is None or error or not code or not hmac.compare_digest(str(flow["state"]).encode(), state.encode()):
            raise SignInRefused(reason="it was not begun in this browser, or was given up")
        if iss and iss != parts.issuer.issuer:
            raise SignInRefused(reason="another issuer answered")
        response: Response = await began(request, flow, code)
    except PeerbridgeError as refused:
        note = NOTES["away" if isinstance(refused, IssuerAway) else "refused"]
        response = page(
            request, "login.html", refused.status, next=within(str((flow or {}).get("next", "/"))), note=note
        )
    parts.sessions.drop(response, request, SIGN_IN, "/callback")
    return response


async def began(request: Request, flow: dict[str, Any], code: str) -> Response:
    """The session of whom a code names. Raises: SignInRefused, TokenRefused, IssuerAway."""
    parts = parts_of(request)
    tokens = await parts.issuer.tokens(code=code, verifier=str(flow["verifier"]), redirect_uri=callback_uri(request))
    name = await identity_name(request, tokens.identity, str(flow["nonce"]))
    caller = await request.app.state.runtime.tokens.verify(tokens.access)
    response = RedirectResponse(within(str(flow["next"])), 303)
    seconds = max(1, int((caller.expires - real_now()).total_seconds()))
    parts.sessions.keep(response, Session(tokens.access, name or caller.subject), seconds)
    return response


async def identity_name(request: Request, token: str, nonce: str) -> str:
    """What the person who signed in is called; the token must be for this client and this flow. Raises: SignInRefused."""
    parts, keys = parts_of(request), request.app.state.runtime.tokens.keys
    try:
        key = await keys.key(str(jwt.get_unverified_header(token).get("kid")))
        if key is None:
            raise SignInRefused(reason="its identity is signed with a key that the issuer does not list")
        claims = jwt.decode(
            token, key=key, algorithms=[a for a in ALGORITHMS if a == key.algorithm_name], audience=parts.issuer.client_id,
            issuer=parts.issuer.issuer, leeway=30, options={"require": ["iss", "aud", "sub", "exp", "iat", "nonce"]},
        )  # fmt: skip
    except (jwt.PyJWTError, ValueError):
        raise SignInRefused(reason="its identity does not count") from None
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise SignInRefused(reason="its identity was made for another sign-in")
    return str(claims.get("name") or claims.get("preferred_username") or "")[:LONGEST_NAME]


@router.post("/logout", public=True)
async def logout(request: Request, form: Annotated[str, Form(max_length=200)] = "") -> Response:
    """End the session in this browser. Raises: FormRefused."""
    sessions = parts_of(request).sessions
    sessions.check_form(request, sessions.session(request), form)
    response = RedirectResponse("/login?why=left", 303)
    sessions.drop(response, request, SESSION)
    return response


def callback_uri(request: Request) -> str:
    """Where the issuer sends browsers back to: registered there, so never made from a request's headers."""
    return parts_of(request).settings.console_url.rstrip("/") + "/callback"
