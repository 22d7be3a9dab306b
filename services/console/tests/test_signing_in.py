"""Signing in: the issuer's code flow with PKCE, state and nonce, begun and ended in one browser."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest

from console.api.sessions import SESSION
from peerbridge.clock import real_now
from peerbridge.identity import COORDINATOR
from peerbridge.testing.tokens import ISSUER


class TokenEndpoint:
    """The issuer's own addresses, as the console calls them; it gives tokens for the right code and verifier."""

    __test__ = False

    def __init__(self, console: Any) -> None:
        self.console, self.nonce, self.challenge, self.away = console, "", "", False
        self.claims: dict[str, Any] = {}

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """One request of the console's."""
        if self.away:
            raise httpx.ConnectError("away")
        if request.url.path.endswith("openid-configuration"):
            named = {"authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token"}
            return httpx.Response(200, json={"issuer": ISSUER, **named})
        sent = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        verified = (
            urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode() == self.challenge
        )
        if sent["code"] != "good" or not verified:
            return httpx.Response(400, json={"error": "invalid_grant"})
        issuer = self.console.issuer
        access = issuer.token(COORDINATOR, counties=("19153",), subject="ruth")
        now = int(real_now().timestamp())
        told = {
            "iss": ISSUER,
            "aud": "console",
            "sub": "ruth",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "name": "Ruth Okafor",
        }
        identity = jwt.encode({**told, **self.claims}, issuer.key, algorithm="ES256", headers={"kid": "test"})
        return httpx.Response(200, json={"access_token": access, "id_token": identity, "token_type": "Bearer"})


@pytest.fixture
async def issuer(console: Any) -> AsyncIterator[TokenEndpoint]:
    """The issuer that this console is told of."""
    endpoint = TokenEndpoint(console)
    http = console.service.app.state.console.issuer.http
    http._clients[False] = httpx.AsyncClient(transport=httpx.MockTransport(endpoint.answer))
    yield endpoint
    await http.close()


async def begin(http: httpx.AsyncClient, issuer: TokenEndpoint, next_: str = "/events") -> dict[str, str]:
    """Go to the issuer; what it was asked."""
    there = urlsplit((await http.get("/login/start", params={"next": next_})).headers["location"])
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    issuer.nonce, issuer.challenge = asked["nonce"], asked["code_challenge"]
    return asked


async def test_who_signs_in_comes_back_to_where_they_wanted_to_go(console: Any, issuer: TokenEndpoint) -> None:
    async with console.client() as http:
        asked = await begin(http, issuer)
        assert {name: asked[name] for name in ("response_type", "client_id", "scope", "code_challenge_method", "redirect_uri")} == {
            "response_type": "code", "client_id": "console", "scope": "openid", "code_challenge_method": "S256",
            "redirect_uri": "http://127.0.0.1:8000/callback",
        }  # fmt: skip
        back = await http.get("/callback", params={"code": "good", "state": asked["state"], "iss": ISSUER})
        assert (back.status_code, back.headers["location"]) == (303, "/events")
        assert "Ruth Okafor" in (await http.get("/")).text


@pytest.mark.parametrize(
    "sent",
    [
        {"state": "guessed"},
        {"code": ""},
        {"code": "stolen"},
        {"iss": "https://evil.example"},
        {"error": "access_denied"},
    ],
)
async def test_what_does_not_fit_signs_nobody_in(console: Any, issuer: TokenEndpoint, sent: dict[str, str]) -> None:
    async with console.client() as http:
        asked = await begin(http, issuer)
        back = await http.get("/callback", params={"code": "good", "state": asked["state"], **sent})
        assert back.status_code == 400
        assert "The sign-in was not completed" in back.text
        assert SESSION not in http.cookies


@pytest.mark.parametrize(
    "claims", [{"nonce": "another"}, {"aud": "someone"}, {"iss": "https://evil.example"}, {"exp": 1}]
)
async def test_an_identity_for_another_sign_in_does_not_count(
    console: Any, issuer: TokenEndpoint, claims: dict[str, Any]
) -> None:
    issuer.claims = claims
    async with console.client() as http:
        asked = await begin(http, issuer)
        assert (await http.get("/callback", params={"code": "good", "state": asked["state"]})).status_code == 400
        assert SESSION not in http.cookies


async def test_a_flow_begun_in_another_browser_does_not_end_in_this_one(console: Any, issuer: TokenEndpoint) -> None:
    async with console.client() as there, console.client() as here:
        asked = await begin(there, issuer)
        assert (await here.get("/callback", params={"code": "good", "state": asked["state"]})).status_code == 400


async def test_an_issuer_that_is_away_is_said_so(console: Any, issuer: TokenEndpoint) -> None:
    issuer.away = True
    async with console.client() as http:
        page = await http.get("/login/start")
    assert page.status_code == 503
    assert "The sign-in service cannot be reached" in page.text


@pytest.mark.parametrize(
    "next_", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\n//evil"]
)
async def test_a_sign_in_leads_nowhere_else(console: Any, issuer: TokenEndpoint, next_: str) -> None:
    async with console.client() as http:
        asked = await begin(http, issuer, next_)
        back = await http.get("/callback", params={"code": "good", "state": asked["state"]})
    assert back.headers["location"] == "/"
