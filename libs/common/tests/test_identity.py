"""Only a token that the configured issuer signed for us, now, in an accepted way, names a caller; nothing else does."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from peerbridge.clock import real_now
from peerbridge.database.scope import Scope
from peerbridge.errors import TokenRefused
from peerbridge.identity import COORDINATOR, PARENT, PLATFORM_OPERATOR, TokenVerifier
from peerbridge.testing.tokens import ISSUER, TestIssuer

HOME = ("19001", "19153")
issuer = TestIssuer()
PUBLIC_PEM = issuer.key.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)


def token(*roles: str, **claims: Any) -> str:
    return issuer.token(*(roles or (COORDINATOR,)), counties=HOME, **claims)


def signed(
    claims: dict[str, Any] | None = None, headers: dict[str, Any] | None = None, key: Any = None, alg: str = "ES256"
) -> str:
    """A token whose claims or headers differ from a good one's."""
    good = jwt.decode(token(), options={"verify_signature": False})
    told = {name: value for name, value in {**good, **(claims or {})}.items() if value is not None}
    return jwt.encode(told, key or issuer.key, algorithm=alg, headers={"kid": "test", **(headers or {})})


def by_hand(headers: dict[str, Any], signature: bytes = b"") -> str:
    """A token put together without a library that could object."""
    good = jwt.decode(token(), options={"verify_signature": False})
    parts = [json.dumps(headers).encode(), json.dumps(good, default=str).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def hmac_with_public_key() -> str:
    """The classic confusion: the public key taken as an HMAC secret."""
    unsigned = by_hand({"alg": "HS256", "kid": "test"}).rsplit(".", 1)[0]
    mac = hmac.new(PUBLIC_PEM, unsigned.encode(), hashlib.sha256).digest()
    return f"{unsigned}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def tampered() -> str:
    head, _, signature = token().split(".")
    claims = {**jwt.decode(token(), options={"verify_signature": False}), "counties": ["01001"]}
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b'=').decode()}.{signature}"


def ago(seconds: float) -> datetime:
    return real_now() - timedelta(seconds=seconds)


own = ec.generate_private_key(ec.SECP256R1())
own_jwk = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(own.public_key()))

FORGED: dict[str, Callable[[], str]] = {
    "nothing": lambda: "x",
    "dots": lambda: "..",
    "not base64": lambda: "%%%.%%%.%%%",
    "no text": lambda: "\ud800.é.\x00",
    "too long": lambda: token(padding="x" * 20_000),
    "alg none": lambda: by_hand({"alg": "none", "kid": "test"}),
    "alg None": lambda: by_hand({"alg": "None", "kid": "test"}),
    "alg a number": lambda: by_hand({"alg": 1, "kid": "test"}),
    "alg a list": lambda: by_hand({"alg": ["ES256"], "kid": "test"}),
    "kid a list": lambda: by_hand({"alg": "ES256", "kid": ["test"]}),
    "typ a map": lambda: by_hand({"alg": "ES256", "kid": "test", "typ": {}}),
    "deep header": lambda: by_hand({"alg": "ES256", "kid": "test"}).replace(".", "A" * 50 + ".", 1),
    "HS256": lambda: jwt.encode({"sub": "a"}, "x" * 32, algorithm="HS256", headers={"kid": "test"}),
    "HS256 with the public key": hmac_with_public_key,
    "ES384": lambda: signed(key=ec.generate_private_key(ec.SECP384R1()), alg="ES384"),
    "RS256 under an EC key's id": lambda: signed(key=rsa.generate_private_key(65537, 2048), alg="RS256"),
    "EdDSA under an EC key's id": lambda: signed(key=ed25519.Ed25519PrivateKey.generate(), alg="EdDSA"),
    "another key, our id": lambda: signed(key=own),
    "another key, its own id": lambda: signed(key=own, headers={"kid": "mine"}),
    "no key id": lambda: by_hand({"alg": "ES256"}),
    "embedded jwk": lambda: signed(key=own, headers={"jwk": own_jwk}),
    "jku": lambda: signed(headers={"jku": "https://evil.test/jwks.json"}),
    "x5u": lambda: signed(headers={"x5u": "https://evil.test/cert"}),
    "critical header": lambda: signed(headers={"crit": ["exp"]}),
    "an ID token": lambda: signed(headers={"typ": "id+jwt"}),
    "tampered claims": tampered,
    "signature cut": lambda: token()[:-4],
    "no signature": lambda: token().rsplit(".", 1)[0] + ".",
    "expired": lambda: signed({"exp": ago(31)}),
    "not yet valid": lambda: signed({"nbf": ago(-60)}),
    "issued in the future": lambda: signed({"iat": ago(-60)}),
    "no expiry": lambda: signed({"exp": None}),
    "no time of issue": lambda: signed({"iat": None}),
    "expiry a text": lambda: signed({"exp": "tomorrow"}),
    "expiry beyond all time": lambda: signed({"exp": 10**30}),
    "expiry infinite": lambda: signed({"exp": float("inf")}),
    "another issuer": lambda: signed({"iss": "https://evil.test"}),
    "issuer with a slash": lambda: signed({"iss": ISSUER + "/"}),
    "no issuer": lambda: signed({"iss": None}),
    "another audience": lambda: signed({"aud": "console"}),
    "audience a part": lambda: signed({"aud": "peerbridge-admin"}),
    "no audience": lambda: signed({"aud": None}),
    "no subject": lambda: signed({"sub": None}),
    "subject a number": lambda: signed({"sub": 1}),
    "subject of two lines": lambda: signed({"sub": "a\nb"}),
    "roles a text": lambda: signed({"roles": COORDINATOR}),
    "roles of numbers": lambda: signed({"roles": [1]}),
    "counties a text": lambda: signed({"counties": "19153"}),
    "county *": lambda: signed({"counties": ["*"]}),
    "county of numbers": lambda: signed({"counties": [19153]}),
    "county of four digits": lambda: signed({"counties": ["1915"]}),
    "county with a comma": lambda: signed({"counties": ["19153,19001"]}),
    "county of other digits": lambda: signed({"counties": ["١٩١٥٣"]}),
    "county with a line end": lambda: signed({"counties": ["19153\n"]}),
    "county null": lambda: signed({"counties": [None]}),
    "person no id": lambda: signed({"roles": [PARENT], "counties": [], "peerbridge_person": "me"}),
    "person a number": lambda: signed({"roles": [PARENT], "counties": [], "peerbridge_person": 7}),
    "parent without person": lambda: signed({"roles": [PARENT], "counties": []}),
    "parent with counties": lambda: signed({"roles": [PARENT], "peerbridge_person": str(uuid4())}),
    "parent and staff": lambda: signed(
        {"roles": [PARENT, COORDINATOR], "counties": [], "peerbridge_person": str(uuid4())}
    ),
    "demo issuer's": lambda: signed({"demo": True}),
}


@pytest.fixture
async def verifier() -> Any:
    made = issuer.verifier()
    yield made
    await made.close()


async def test_a_good_token_names_its_caller(verifier: TokenVerifier) -> None:
    caller = await verifier.verify(token(COORDINATOR, PLATFORM_OPERATOR, "made_up_role"))
    assert caller.roles == {COORDINATOR, PLATFORM_OPERATOR}
    assert caller.counties == HOME
    assert caller.scope == Scope(counties=HOME, platform=True)
    assert caller.token not in repr(caller)


async def test_a_persons_token_has_a_person_and_no_county(verifier: TokenVerifier) -> None:
    person = uuid4()
    caller = await verifier.verify(issuer.token(PARENT, person=person))
    assert caller.scope == Scope(person=person)


async def test_a_token_without_roles_or_counties_sees_nothing(verifier: TokenVerifier) -> None:
    caller = await verifier.verify(signed({"roles": None, "counties": None}))
    assert (caller.roles, caller.scope) == (frozenset(), Scope())


@pytest.mark.parametrize("made", FORGED.values(), ids=FORGED.keys())
async def test_a_forged_token_is_refused(verifier: TokenVerifier, made: Callable[[], str]) -> None:
    await verifier.verify(token())
    with pytest.raises(TokenRefused) as refusal:
        await verifier.verify(made())
    assert "evil" not in str(refusal.value)


@pytest.mark.parametrize("name", ["alg none", "alg a list", "HS256", "HS256 with the public key", "ES384"])
async def test_an_algorithm_off_the_list_is_refused_before_any_key_is_looked_up(name: str) -> None:
    unasked = TokenVerifier("https://nowhere.test")
    with pytest.raises(TokenRefused, match="algorithm is not accepted"):
        await unasked.verify(FORGED[name]())
    await unasked.close()


@pytest.mark.parametrize("name", ["RS256 under an EC key's id", "EdDSA under an EC key's id"])
async def test_a_key_counts_for_its_own_algorithm_only(verifier: TokenVerifier, name: str) -> None:
    with pytest.raises(TokenRefused, match="does not list"):
        await verifier.verify(FORGED[name]())


async def test_clocks_may_differ_by_half_a_minute_and_no_more(verifier: TokenVerifier) -> None:
    assert (await verifier.verify(signed({"exp": ago(25)}))).subject
    assert (await verifier.verify(signed({"nbf": ago(-25)}))).subject


async def test_a_token_checked_before_is_refused_once_it_expires(
    verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = signed({"exp": ago(-60)})
    assert (await verifier.verify(good)).subject
    monkeypatch.setattr("peerbridge.identity.real_now", lambda: ago(-91))
    monkeypatch.setattr(verifier, "_claims", refuse)
    with pytest.raises(TokenRefused):
        await verifier.verify(good)


async def refuse(_token: str) -> dict[str, Any]:
    raise TokenRefused(reason="it was checked again")


async def test_the_demo_issuers_tokens_count_in_the_demo_only() -> None:
    for demo in (True, False):
        made = issuer.verifier()
        made.demo = demo
        if demo:
            assert (await made.verify(signed({"demo": True}))).subject
        else:
            with pytest.raises(TokenRefused, match="demo"):
                await made.verify(signed({"demo": True}))
        await made.close()
