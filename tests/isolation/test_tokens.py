"""Forged, broken and foreign tokens open no address of any service; one generated address of each is tried."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from peerbridge.clock import real_now
from peerbridge.identity import STAFF_ROLES
from peerbridge.testing.tokens import ISSUER, TestIssuer
from peerbridge_isolation.house import SERVICES

HEADER = {"alg": "ES256", "kid": "test", "typ": "JWT"}
Forge = Callable[[TestIssuer], str]


def claims(**changed: Any) -> dict[str, Any]:
    now = int(real_now().timestamp())
    told = {
        "iss": ISSUER,
        "aud": "peerbridge",
        "sub": "forger",
        "iat": now,
        "exp": now + 3600,
        "roles": sorted(STAFF_ROLES),
    }
    return {**told, "counties": ["19153"], **changed}


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def joined(header: dict[str, Any], payload: str, sign: Callable[[bytes], bytes]) -> str:
    signed = f"{encoded(json.dumps(header).encode())}.{encoded(payload.encode())}"
    return f"{signed}.{encoded(sign(signed.encode()))}"


def by_the_issuer(issuer: TestIssuer, payload: str, **header: Any) -> str:
    """A token that is signed rightly, whatever it says."""
    key = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256)
    return joined({**HEADER, **header}, payload, lambda signed: key.sign(signed, issuer.key))


def with_public_key(issuer: TestIssuer) -> str:
    """HS256, with the public key as its secret: what a verifier that trusts the header would take."""
    public = issuer.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    header = {**HEADER, "alg": "HS256"}
    return joined(header, json.dumps(claims()), lambda signed: hmac.new(public, signed, hashlib.sha256).digest())


def by_a_stranger(_issuer: TestIssuer) -> str:
    return jwt.encode(claims(), ec.generate_private_key(ec.SECP256R1()), algorithm="ES256", headers={"kid": "test"})


def stale(**changed: Any) -> Forge:
    return lambda issuer: by_the_issuer(issuer, json.dumps(claims(**changed)))


PAST = int((real_now() - timedelta(hours=1)).timestamp())
FORGED: dict[str, Forge] = {
    "no algorithm": lambda _: joined({"alg": "none", "kid": "test"}, json.dumps(claims()), lambda _: b""),
    "no signature": lambda issuer: by_the_issuer(issuer, json.dumps(claims())).rpartition(".")[0] + ".",
    "HS256 with the public key": with_public_key,
    "another key of the same name": by_a_stranger,
    "an unknown key": lambda issuer: by_the_issuer(issuer, json.dumps(claims()), kid="unknown"),
    "a key of its own": lambda issuer: by_the_issuer(issuer, json.dumps(claims()), jwk=issuer.jwks["keys"][0]),
    "expired": stale(exp=PAST),
    "not yet valid": stale(nbf=PAST + 7200),
    "for someone else": stale(aud="another"),
    "of another issuer": stale(iss="https://elsewhere.test"),
    "without an end": stale(exp=None),
    "every county": stale(counties=["*"]),
    "a person of staff": stale(roles=["partner", "coordinator"], peerbridge_person="01890000-0000-7000-8000-000000000000"),
    "a partner of no person": stale(roles=["partner"], counties=[]),
    "huge": stale(sub="forger", padding="x" * 20_000),
    "two audiences by repetition": lambda issuer: by_the_issuer(
        issuer, json.dumps(claims(aud="another")).replace('"aud": "another"', '"aud": "peerbridge", "aud": "another"')
    ),
    "no token at all": lambda _: "%%%.%%%.%%%",
}  # fmt: skip


@pytest.mark.parametrize("forged", FORGED)
async def test_a_forged_token_opens_no_service(two: Any, forged: str) -> None:
    token = FORGED[forged](two.house.issuer)
    for service in SERVICES:
        answer = await asked(two, service, f"Bearer {token}")
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json"), (
            service,
            answer.text,
        )
        assert "www-authenticate" in answer.headers


async def test_the_same_addresses_open_with_a_token_that_counts(two: Any) -> None:
    good = by_the_issuer(two.house.issuer, json.dumps(claims()))
    assert {(await asked(two, service, f"Bearer {good}")).status_code for service in SERVICES} == {200}


async def asked(two: Any, service: str, authorization: str) -> httpx.Response:
    """The first list of the service's document."""
    address = next(
        each for each in two.addresses(service)
        if each.method == "GET" and each.path.startswith("/v1/") and "{" not in each.path and not two.walk.queries(each, "own")[0]
    )  # fmt: skip
    answer: httpx.Response = await two.house.client(service).get(address.path, headers={"Authorization": authorization})
    return answer
