"""Keycloak with the realm that is shipped, run by compose: people are made as an administrator does, and sign in as people do."""

import html
import re
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from secrets import token_hex, token_urlsafe
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx

from peerbridge_demo.story.composed import PROJECT, run, secrets_of_compose
from peerbridge_demo.story.ways import expect
from peerbridge_local.ports import free_port

__all__ = ["CLIENT", "REALM", "Keycloak", "keycloak"]

REALM: Final = "peerbridge"
CLIENT: Final = "console"
CALLBACK: Final = "http://localhost:8005/callback"  # as the realm registers it; nobody needs to answer there
START_SECONDS: Final = 600.0


class Keycloak:
    """A running Keycloak. `issuer` is what stands in tokens."""

    def __init__(self, base: str, password: str) -> None:
        self.base, self._password = base, password
        self.issuer = f"{base}/realms/{REALM}"
        self.http = httpx.AsyncClient(timeout=60)

    async def admin(self, method: str, path: str, **body: Any) -> httpx.Response:
        """Ask the realm's administration. Raises: httpx.HTTPStatusError."""
        asked = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": self._password}
        told = await self.http.post(f"{self.base}/realms/master/protocol/openid-connect/token", data=asked)
        told.raise_for_status()
        headers = {"Authorization": f"Bearer {told.json()['access_token']}"}
        answer = await self.http.request(method, f"{self.base}/admin/realms/{REALM}{path}", headers=headers, **body)
        answer.raise_for_status()
        return answer

    async def person(self, *roles: str, counties: Sequence[str] = (), person: UUID | None = None) -> tuple[str, str]:
        """Somebody with these roles: a name and a password to sign in with."""
        name, password = f"user-{token_hex(4)}", token_urlsafe(12)
        attributes = {"counties": list(counties)} | ({"peerbridge_person": [str(person)]} if person else {})
        made = await self.admin(
            "POST", "/users",
            json={
                "username": name, "enabled": True, "email": f"{name}@example.org", "emailVerified": True,
                "firstName": "Rowan", "lastName": "Birch", "attributes": attributes,
                "credentials": [{"type": "password", "value": password, "temporary": False}],
            },
        )  # fmt: skip
        user = made.headers["Location"].rpartition("/")[2]
        known = {each["name"]: each for each in (await self.admin("GET", "/roles")).json()}
        await self.admin("POST", f"/users/{user}/role-mappings/realm", json=[known[role] for role in roles])
        return name, password

    async def token(self, name: str, password: str, client: str = CLIENT) -> str:
        """The access token of somebody who signs in on Keycloak's page: code flow with PKCE, as the console asks for it."""
        verifier = token_urlsafe(48)
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": client, "redirect_uri": CALLBACK, "scope": "openid",
            "state": token_urlsafe(8), "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        async with httpx.AsyncClient(timeout=60) as browser:
            page = await browser.get(f"{self.issuer}/protocol/openid-connect/auth", params=asked)
            page.raise_for_status()
            form = re.search(r'<form[^>]+action="([^"]+)"', page.text)
            assert form, "Keycloak shows no form to sign in"  # noqa: S101 (a story stops where it cannot go on)
            # Browsers send Secure cookies to localhost without TLS; httpx does not.
            cookies = {"Cookie": "; ".join(f"{each.name}={each.value}" for each in browser.cookies.jar)}
            who = {"username": name, "password": password}
            sent = await browser.post(html.unescape(form[1]), data=who, headers=cookies)
            code = parse_qs(urlsplit(sent.headers["Location"]).query)["code"][0]
            exchange = {
                "grant_type": "authorization_code", "code": code, "client_id": client, "redirect_uri": CALLBACK,
                "code_verifier": verifier,
            }  # fmt: skip
            told = await browser.post(f"{self.issuer}/protocol/openid-connect/token", data=exchange)
        told.raise_for_status()
        return str(told.json()["access_token"])

    async def another_client(self, **settings: Any) -> str:
        """A client as the console's is, but for these settings: its name."""
        found = (await self.admin("GET", f"/clients?clientId={CLIENT}")).json()[0]
        taken = ("publicClient", "standardFlowEnabled", "redirectUris", "attributes", "protocolMappers")
        mappers = [{k: v for k, v in each.items() if k != "id"} for each in found["protocolMappers"]]
        name = f"client-{token_hex(4)}"
        body = {key: found[key] for key in taken} | {"protocolMappers": mappers, "clientId": name} | settings
        await self.admin("POST", "/clients", json=body)
        return name

    async def rotate(self) -> None:
        """Sign with a new key from now on, and list the old ones no more."""
        realm = (await self.admin("GET", "")).json()["id"]
        kind = "org.keycloak.keys.KeyProvider"
        old = (await self.admin("GET", f"/components?type={kind}")).json()
        made = {
            "priority": ["200"],
            "enabled": ["true"],
            "active": ["true"],
            "algorithm": ["RS256"],
            "keySize": ["2048"],
        }
        body = {
            "name": token_hex(4),
            "providerId": "rsa-generated",
            "providerType": kind,
            "parentId": realm,
            "config": made,
        }
        await self.admin("POST", "/components", json=body)
        for each in old:
            if each["providerId"] == "rsa-generated":
                await self.admin("DELETE", f"/components/{each['id']}")


@asynccontextmanager
async def keycloak() -> AsyncIterator[Keycloak]:
    """Start it beside anything else and wait until its realm answers; taken down on leaving. Raises: DemoError."""
    port = free_port()
    environment = {"PEERBRIDGE_PROJECT": f"peerbridge-keycloak-{token_hex(3)}", "PEERBRIDGE_PORT_KEYCLOAK": str(port)}
    compose = ("docker", "compose", "--profile", "keycloak")
    await run(environment, str(PROJECT / "deploy/compose-env.sh"), seconds=60)
    running = Keycloak(f"http://localhost:{port}", secrets_of_compose()["KEYCLOAK_PASSWORD"])

    async def answers() -> bool:
        try:
            return (await running.http.get(f"{running.issuer}/.well-known/openid-configuration")).is_success
        except httpx.TransportError:
            return False

    try:
        await run(environment, *compose, "up", "--detach", "keycloak", seconds=START_SECONDS)
        await expect(answers, START_SECONDS)
        yield running
    finally:
        await running.http.aclose()
        await run(environment, *compose, "down", "--volumes", seconds=180)
