"""A real Keycloak with the shipped realm: its tokens count for what they say, forged ones for nothing, and its keys may change."""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import time
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from peerbridge.clock import real_now
from peerbridge.identity import ROLES, TokenVerifier
from peerbridge.testing.component import Component, component
from peerbridge.testing.postgres import PostgresServer
from peerbridge.testing.running import eventually
from peerbridge_demo.story.keycloak import CLIENT, Keycloak, keycloak
from recruitment.main import service
from recruitment.settings import Settings

pytestmark = [pytest.mark.compose, pytest.mark.slow]
KING, POLK = "53033", "19153"


@dataclass
class World:
    """Keycloak, a service that believes it, and a case in King county."""

    keycloak: Keycloak
    recruitment: Component
    case: str
    caseworker: tuple[str, str]

    async def ask(self, token: str, path: str = "") -> httpx.Response:
        """The case, or another address, under a token."""
        transport = httpx.ASGITransport(app=self.recruitment.service.app, raise_app_exceptions=False)
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://service.test", headers=headers) as http:
            return await http.get(path or f"/v1/cases/{self.case}")

    async def status(self, token: str) -> int:
        """How the case is answered."""
        return (await self.ask(token)).status_code


@pytest.fixture(scope="module")
async def world(postgres: PostgresServer) -> AsyncIterator[World]:
    """Keycloak started, a caseworker's case told."""
    urls = await postgres.database("recruitment")
    async with keycloak() as running, component(service, Settings, urls) as recruitment:
        await recruitment.runtime.tokens.close()
        recruitment.runtime.tokens = TokenVerifier(running.issuer)
        caseworker = await running.person("caseworker", counties=[KING])
        made = World(running, recruitment, "", caseworker)
        made.case = await _case(made, await running.token(*caseworker))
        yield made
    await postgres.drop(urls)


async def _case(world: World, token: str) -> str:
    transport = httpx.ASGITransport(app=world.recruitment.service.app)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    body = {
        "source": "desk", "source_case": "one", "county": KING, "parents": ["somebody"], "opened_on": "2025-12-20",
    }  # fmt: skip
    async with httpx.AsyncClient(transport=transport, base_url="http://service.test", headers=headers) as http:
        told = await http.post("/v1/case-openings", json=body)
    assert told.status_code < 300, told.text
    return str(told.json()["lines"][0]["case"])


async def test_a_caseworker_of_the_county_sees_the_case(world: World) -> None:
    answer = await world.ask(await world.keycloak.token(*world.caseworker))
    assert answer.status_code == 200
    assert answer.json()["county"] == KING


async def test_a_caseworker_of_another_county_sees_nothing(world: World) -> None:
    elsewhere = await world.keycloak.person("caseworker", counties=[POLK])
    assert await world.status(await world.keycloak.token(*elsewhere)) == 404


async def test_two_counties_are_two_and_none_is_none(world: World) -> None:
    both = await world.keycloak.person("caseworker", counties=[POLK, KING])
    assert await world.status(await world.keycloak.token(*both)) == 200
    none = await world.keycloak.person("caseworker")
    assert await world.status(await world.keycloak.token(*none)) == 404


async def test_a_role_that_may_not_is_refused(world: World) -> None:
    parent = await world.keycloak.person("parent", person=uuid4())
    assert await world.status(await world.keycloak.token(*parent)) == 403
    operator = await world.keycloak.person("platform_operator", counties=[KING])
    assert await world.status(await world.keycloak.token(*operator)) == 403


async def test_the_mappers_tell_roles_counties_and_person(world: World) -> None:
    person = uuid4()
    name = await world.keycloak.person("partner", "parent", person=person)
    caller = await world.recruitment.runtime.tokens.verify(await world.keycloak.token(*name))
    assert (set(caller.roles), caller.counties, caller.person) == ({"partner", "parent"}, (), person)
    staff = await world.keycloak.person("coordinator", "supervisor", counties=[POLK, KING])
    caller = await world.recruitment.runtime.tokens.verify(await world.keycloak.token(*staff))
    assert set(caller.roles) == {"coordinator", "supervisor"}
    assert (set(caller.counties), caller.person) == ({POLK, KING}, None)


async def test_the_realm_has_every_role(world: World) -> None:
    told = (await world.keycloak.admin("GET", "/roles")).json()
    assert {each["name"] for each in told} >= ROLES


async def test_a_token_of_another_realm_counts_for_nothing(world: World) -> None:
    asked = {
        "grant_type": "password",
        "client_id": "admin-cli",
        "username": "admin",
        "password": world.keycloak._password,
    }
    told = await world.keycloak.http.post(
        f"{world.keycloak.base}/realms/master/protocol/openid-connect/token", data=asked
    )
    assert await world.status(told.json()["access_token"]) == 401


async def test_a_token_for_somebody_else_counts_for_nothing(world: World) -> None:
    found = (await world.keycloak.admin("GET", f"/clients?clientId={CLIENT}")).json()[0]
    mappers = [
        {key: value for key, value in each.items() if key != "id"}
        for each in found["protocolMappers"] if each["name"] != "audience"
    ]  # fmt: skip
    other = await world.keycloak.another_client(protocolMappers=mappers)
    assert await world.status(await world.keycloak.token(*world.caseworker, client=other)) == 401


async def test_forged_tokens_count_for_nothing(world: World) -> None:
    genuine = await world.keycloak.token(*world.caseworker)
    claims, header = jwt.decode(genuine, options={"verify_signature": False}), jwt.get_unverified_header(genuine)
    claims["exp"] = int(time()) + 600
    ours = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    issuers = await world.recruitment.runtime.tokens.keys.key(header["kid"])
    assert issuers is not None
    pem = issuers.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body, signature = genuine.split(".")
    own_key = {"jwk": json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(ours.public_key()))}
    forged = {
        "another key": jwt.encode(claims, ours, "RS256", headers={"kid": header["kid"]}),
        "another key that it brings": jwt.encode(claims, ours, "RS256", headers={"kid": header["kid"], **own_key}),
        "an unknown key": jwt.encode(claims, ours, "RS256", headers={"kid": "nobody's"}),
        "no signature": f"{_part({'alg': 'none', 'typ': 'JWT', 'kid': header['kid']})}.{_part(claims)}.",
        "the public key as a secret": _hs256(claims, header["kid"], pem),
        "more counties": f"{head}.{_part({**claims, 'counties': [KING, POLK]})}.{signature}",
        "cut": f"{head}.{body}.{signature[:-8]}",
    }
    assert {name: await world.status(token) for name, token in forged.items()} == dict.fromkeys(forged, 401)
    assert await world.status(genuine) == 200


def _part(value: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _hs256(claims: dict[str, Any], kid: str, secret: bytes) -> str:
    """PyJWT would refuse to make it."""
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': kid})}.{_part(claims)}"
    made = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(signed.encode(), secret)
    return f"{signed}.{urlsafe_b64encode(made).rstrip(b'=').decode()}"


async def test_an_expired_token_counts_no_more(world: World) -> None:
    found = (await world.keycloak.admin("GET", f"/clients?clientId={CLIENT}")).json()[0]
    short = await world.keycloak.another_client(attributes={**found["attributes"], "access.token.lifespan": "2"})
    token = await world.keycloak.token(*world.caseworker, client=short)
    expires = jwt.decode(token, options={"verify_signature": False})["exp"]
    assert expires - real_now().timestamp() < 60
    await eventually(lambda: _refused(world, token))
    assert "expired" in (await world.ask(token)).text


async def _refused(world: World, token: str) -> bool:
    await asyncio.sleep(1)
    return await world.status(token) == 401


async def test_a_new_key_is_followed_and_the_old_one_forgotten_without_a_restart(world: World) -> None:
    before = await world.keycloak.token(*world.caseworker)
    assert await world.status(before) == 200
    await world.keycloak.rotate()
    after = await world.keycloak.token(*world.caseworker)
    assert jwt.get_unverified_header(after)["kid"] != jwt.get_unverified_header(before)["kid"]

    async def followed() -> bool:
        return await world.status(after) == 200

    await eventually(followed)
    assert await world.status(before) == 401
