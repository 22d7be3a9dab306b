"""What the issuer gives, the services' own verifier takes; what it should not give, it does not."""

import base64
import re
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest

from peerbridge.errors import TokenRefused
from peerbridge.identity import COORDINATOR, TokenVerifier
from peerbridge_issuer.app import create_app
from peerbridge_issuer.codes import Codes
from peerbridge_issuer.people import PEOPLE
from peerbridge_issuer.settings import Settings

ISSUER = "http://127.0.0.1:8090"
CALLBACK = "http://127.0.0.1:8000/callback"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "client_id": "console",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid",
    "state": "s&<state>",
    "nonce": "n-1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


def settings(state: Path, **more: str) -> Settings:
    told = {"PEERBRIDGE_DEMO": "1", "PEERBRIDGE_ISSUER_REDIRECT_URIS": CALLBACK, "PEERBRIDGE_ISSUER_STATE": str(state)}
    return Settings.read({**told, **more})


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(settings(tmp_path)))
    async with httpx.AsyncClient(transport=transport, base_url=ISSUER) as client:
        yield client


@pytest.fixture
async def verifier(http: httpx.AsyncClient) -> TokenVerifier:
    """The services' verifier, asking this issuer."""
    made = TokenVerifier(ISSUER, demo=True)
    await made.keys._client.aclose()
    made.keys._client = http
    return made


async def code_of(http: httpx.AsyncClient, person: str = "ia-coordinator", **changed: str) -> str:
    answer = await http.post("/authorize", data={**ASKED, **changed, "person": person})
    assert answer.status_code == 303
    return told_back(answer)["code"]


def told_back(answer: httpx.Response) -> dict[str, str]:
    """The parameters that the client is sent back with."""
    assert answer.headers["location"].startswith(f"{CALLBACK}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


async def exchange(http: httpx.AsyncClient, code: str, **changed: str) -> httpx.Response:
    told = {
        "grant_type": "authorization_code",
        "client_id": "console",
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    return await http.post("/token", data={**told, "code": code, **changed})


async def test_a_demo_person_signs_in_and_the_services_know_them(
    http: httpx.AsyncClient, verifier: TokenVerifier
) -> None:
    answer = await http.post("/authorize", data={**ASKED, "person": "ia-coordinator"})
    back = told_back(answer)
    assert (back["state"], back["iss"]) == (ASKED["state"], ISSUER)
    tokens = (await exchange(http, back["code"])).json()
    caller = await verifier.verify(tokens["access_token"])
    assert (caller.roles, caller.counties) == (frozenset({COORDINATOR}), ("19049", "19153", "19169"))
    told = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    assert (told["aud"], told["nonce"], told["name"]) == ("console", "n-1", "Dana Whitfield")


async def test_an_id_token_is_no_access_token(http: httpx.AsyncClient, verifier: TokenVerifier) -> None:
    tokens = (await exchange(http, await code_of(http))).json()
    with pytest.raises(TokenRefused, match="someone else"):
        await verifier.verify(tokens["id_token"])


async def test_services_outside_the_demo_refuse_its_tokens(http: httpx.AsyncClient, verifier: TokenVerifier) -> None:
    verifier.demo = False
    made = (await http.post("/demo/token", json={"roles": [COORDINATOR]})).json()
    with pytest.raises(TokenRefused, match="demo"):
        await verifier.verify(made["access_token"])


async def test_a_code_counts_once(http: httpx.AsyncClient) -> None:
    code = await code_of(http)
    assert (await exchange(http, code)).status_code == 200
    again = await exchange(http, code)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "w" * 64}, "invalid_grant"),
        ({"code_verifier": CHALLENGE}, "invalid_grant"),
        ({"redirect_uri": CALLBACK + "/x"}, "invalid_grant"),
        ({"code": "made up"}, "invalid_grant"),
        ({"client_id": "another"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"code_verifier": "x" * 5000}, "invalid_request"),
    ],
)
async def test_a_code_counts_only_for_who_asked_for_it(
    http: httpx.AsyncClient, changed: dict[str, str], error: str
) -> None:
    code = await code_of(http)
    answer = await exchange(http, **{"code": code, **changed})
    assert answer.status_code >= 400
    assert answer.json()["error"] == error


def test_a_code_counts_for_a_minute() -> None:
    now = [0.0]
    codes = Codes(lambda: now[0])
    code = codes.give(PEOPLE["operator"], CALLBACK, CHALLENGE, None)
    now[0] = 61.0
    assert codes.use(code, CALLBACK, VERIFIER) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://evil.test/callback"},
        {"redirect_uri": CALLBACK + "/"},
        {"redirect_uri": CALLBACK + "?x=1"},
        {"redirect_uri": CALLBACK.replace("127.0.0.1", "127.0.0.1@evil.test")},
        {"redirect_uri": ""},
        {"client_id": "another"},
    ],
)
async def test_nobody_is_sent_to_an_address_that_is_not_registered(
    http: httpx.AsyncClient, changed: dict[str, str]
) -> None:
    for answer in (
        await http.get("/authorize", params={**ASKED, **changed}),
        await http.post("/authorize", data={**ASKED, **changed, "person": "operator"}),
    ):
        assert answer.status_code == 400
        assert "location" not in answer.headers
        assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
        ({"state": "x" * 600}, "invalid_request"),
    ],
)
async def test_a_request_without_pkce_or_state_goes_back_with_an_error(
    http: httpx.AsyncClient, changed: dict[str, str], error: str
) -> None:
    back = told_back(await http.get("/authorize", params={**ASKED, **changed}))
    assert back["error"] == error
    assert "code" not in back


async def test_the_page_names_every_person_escapes_what_it_carries_and_runs_no_script(http: httpx.AsyncClient) -> None:
    answer = await http.get("/authorize", params=ASKED)
    assert answer.status_code == 200
    assert re.findall(r'name="person" value="([^"]+)"', answer.text) == list(PEOPLE)
    assert "s&amp;&lt;state&gt;" in answer.text
    assert "<script" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:8000;" in policy
    assert (await http.get("/style.css")).headers["content-type"].startswith("text/css")


async def test_an_unknown_person_is_asked_again(http: httpx.AsyncClient) -> None:
    answer = await http.post("/authorize", data={**ASKED, "person": "root"})
    assert (answer.status_code, "Who would you like to be?" in answer.text) == (200, True)
