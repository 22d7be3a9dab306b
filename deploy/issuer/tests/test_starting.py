"""Where it starts and what it keeps; and tokens for programs, which no service would take otherwise."""

import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from peerbridge.identity import COORDINATOR, PARENT, PLATFORM_OPERATOR, ROLES, TokenVerifier
from peerbridge.identity import PERSON_ROLES as THEIR_PERSON_ROLES
from peerbridge_issuer.app import create_app
from peerbridge_issuer.keys import FILE, Key
from peerbridge_issuer.people import PEOPLE, PERSON_ROLES, STAFF_ROLES
from peerbridge_issuer.settings import NotTheDemo, Settings

ISSUER = "http://127.0.0.1:8090"


def settings(state: Path, **more: str) -> Settings:
    told = {"PEERBRIDGE_DEMO": "1", "PEERBRIDGE_ISSUER_STATE": str(state)}
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


async def test_programs_get_the_token_they_ask_for(http: httpx.AsyncClient, verifier: TokenVerifier) -> None:
    person = uuid4()
    staff = await http.post(
        "/demo/token", json={"roles": [COORDINATOR, PLATFORM_OPERATOR], "counties": ["19153"], "minutes": 5}
    )
    own = await http.post("/demo/token", json={"roles": [PARENT], "person": str(person), "subject": "ann"})
    caller, parent = (
        await verifier.verify(staff.json()["access_token"]),
        await verifier.verify(own.json()["access_token"]),
    )
    assert (caller.counties, caller.scope.platform, staff.json()["expires_in"]) == (("19153",), True, 300)
    assert (parent.subject, parent.person, parent.counties) == ("ann", person, ())


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"roles": []},
        {"roles": ["root"]},
        {"roles": [COORDINATOR], "counties": ["*"]},
        {"roles": [COORDINATOR], "minutes": 0},
        {"roles": [COORDINATOR], "minutes": 100_000},
        {"roles": [COORDINATOR], "person": str(uuid4())},
        {"roles": [PARENT]},
        {"roles": [PARENT], "person": str(uuid4()), "counties": ["19153"]},
        {"roles": [PARENT, COORDINATOR], "person": str(uuid4())},
        {"roles": [COORDINATOR], "subject": "a b"},
        {"roles": [COORDINATOR], "demo": False},
    ],
)
async def test_a_token_that_no_service_would_take_is_not_made(http: httpx.AsyncClient, wanted: dict[str, Any]) -> None:
    answer = await http.post("/demo/token", json=wanted)
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_request")


async def test_another_web_page_cannot_reach_in_under_a_name_of_its_own(http: httpx.AsyncClient) -> None:
    answer = await http.post("/demo/token", json={"roles": [COORDINATOR]}, headers={"host": "evil.test"})
    assert answer.status_code == 400
    form = await http.post("/demo/token", content=b'{"roles":["coordinator"]}', headers={"content-type": "text/plain"})
    assert form.status_code == 422


def test_the_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    first, second = Key.of(tmp_path / "state"), Key.of(tmp_path / "state")
    assert first.kid == second.kid
    assert stat.S_IMODE((tmp_path / "state" / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert "d" not in first.jwks["keys"][0]
    assert [entry.name for entry in (tmp_path / "state").iterdir()] == [FILE]


def test_it_starts_in_the_demo_only_and_on_this_machine_unless_told() -> None:
    for environment in ({}, {"PEERBRIDGE_DEMO": "0"}, {"PEERBRIDGE_DEMO": "true"}):
        with pytest.raises(NotTheDemo):
            Settings.read(environment)
    assert Settings.read({"PEERBRIDGE_DEMO": "1"}).host == "127.0.0.1"
    with pytest.raises(ValueError, match="plain"):
        Settings.read({"PEERBRIDGE_DEMO": "1", "PEERBRIDGE_ISSUER_REDIRECT_URIS": "javascript:alert(1)"})


async def test_browsers_and_services_may_reach_it_by_different_addresses(tmp_path: Path) -> None:
    told = settings(
        tmp_path, PEERBRIDGE_OIDC_ISSUER="http://localhost:8090", PEERBRIDGE_ISSUER_BACKCHANNEL="http://issuer:8090"
    )
    transport = httpx.ASGITransport(create_app(told))
    async with httpx.AsyncClient(transport=transport, base_url="http://issuer:8090") as client:
        document = (await client.get("/.well-known/openid-configuration")).json()
    assert document["authorization_endpoint"] == "http://localhost:8090/authorize"
    assert document["jwks_uri"] == "http://issuer:8090/jwks.json"


def test_its_roles_are_those_the_services_know() -> None:
    assert PERSON_ROLES | STAFF_ROLES == ROLES
    assert PERSON_ROLES == THEIR_PERSON_ROLES
    for person in PEOPLE.values():
        assert STAFF_ROLES.issuperset(person.roles)
