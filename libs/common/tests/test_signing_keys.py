"""Which keys count: those the issuer lists now, each with its algorithm; one that is away refuses nobody."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from peerbridge.clock import real_now
from peerbridge.errors import IssuerAway, TokenRefused
from peerbridge.identity import COORDINATOR, TokenVerifier
from peerbridge.testing.tokens import ISSUER, TestIssuer

issuer = TestIssuer()
own = ec.generate_private_key(ec.SECP256R1())


def token(**claims: Any) -> str:
    return issuer.token(COORDINATOR, counties=("19153",), **claims)


def signed(key: Any, kid: str, alg: str = "ES256") -> str:
    """A good token, but signed with this key."""
    claims = jwt.decode(token(), options={"verify_signature": False})
    return jwt.encode({**claims, "iat": real_now() - timedelta(seconds=1)}, key, algorithm=alg, headers={"kid": kid})


@pytest.mark.parametrize(("kind", "alg"), [("rsa", "RS256"), ("ed", "EdDSA"), ("ec", "ES256")])
async def test_each_accepted_algorithm_is_accepted(kind: str, alg: str) -> None:
    makers: dict[str, Callable[[], Any]] = {
        "rsa": lambda: rsa.generate_private_key(65537, 2048),
        "ed": ed25519.Ed25519PrivateKey.generate,
        "ec": lambda: own,
    }
    key = makers[kind]()
    made = answering({"keys": [jwk_of(key, "new")]})
    assert (await made.verify(signed(key, "new", alg))).subject
    await made.close()


@pytest.mark.parametrize("spoil", ["weak", "encryption", "private", "symmetric", "other algorithm"])
async def test_a_listed_key_that_is_no_signing_key_of_ours_counts_for_nothing(spoil: str) -> None:
    key = rsa.generate_private_key(65537, 1024 if spoil == "weak" else 2048)
    entry = jwk_of(key, "bad")
    entry |= {
        "encryption": {"use": "enc"},
        "private": json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key)),
        "symmetric": {"kty": "oct"},
        "other algorithm": {"alg": "PS256"},
    }.get(spoil, {})
    made = answering({"keys": [entry]})
    with pytest.raises(TokenRefused), pytest.warns() if spoil == "weak" else pytest.MonkeyPatch.context():
        await made.verify(signed(key, "bad", "RS256"))
    await made.close()


def jwk_of(key: Any, kid: str) -> dict[str, Any]:
    kinds: dict[str, Any] = {
        "RSA": jwt.algorithms.RSAAlgorithm,
        "EC": jwt.algorithms.ECAlgorithm,
        "OKP": jwt.algorithms.OKPAlgorithm,
    }
    kind = (
        "RSA" if isinstance(key, rsa.RSAPrivateKey) else "EC" if isinstance(key, ec.EllipticCurvePrivateKey) else "OKP"
    )
    public: dict[str, Any] = json.loads(kinds[kind].to_jwk(key.public_key()))
    return {**{k: v for k, v in public.items() if k not in ("key_ops", "use", "alg")}, "kid": kid}


def answering(document: Any, status: int = 200, asked: list[str] | None = None) -> TokenVerifier:
    """A verifier whose issuer answers so."""
    made = TokenVerifier(ISSUER, jwks_url=f"{ISSUER}/keys")
    state = {"document": document, "status": status}

    def answer(request: httpx.Request) -> httpx.Response:
        (asked if asked is not None else []).append(request.url.path)
        return httpx.Response(state["status"], json=state["document"])

    made.keys._client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    made.keys.state = state  # type: ignore[attr-defined]
    return made


@pytest.mark.parametrize("document", [[], {}, {"keys": 1}, {"keys": [1]}, "x", None])
async def test_an_issuer_that_answers_nonsense_is_away(document: Any) -> None:
    made = answering(document)
    with pytest.raises(IssuerAway):
        await made.verify(token())
    await made.close()


async def test_an_issuer_that_is_away_is_no_reason_to_refuse_anyone() -> None:
    made = answering(issuer.jwks, status=500)
    with pytest.raises(IssuerAway):
        await made.verify(token())
    made.keys.state["status"] = 200  # type: ignore[attr-defined]
    made.keys._failed = float("-inf")
    assert (await made.verify(token())).subject
    made.keys.state["status"] = 500  # type: ignore[attr-defined]
    assert (await made.verify(token(subject="another"))).subject
    made.keys._fetched -= 700
    assert (await made.verify(token(subject="third"))).subject
    with pytest.raises(IssuerAway):
        await made.verify(signed(own, "new"))
    await made.close()


async def test_unknown_keys_make_us_ask_again_but_cannot_flood_the_issuer() -> None:
    asked: list[str] = []
    made = answering(issuer.jwks, asked=asked)
    assert (await made.verify(token())).subject
    for n in range(50):
        with pytest.raises(TokenRefused):
            await made.verify(signed(own, f"new-{n}"))
    assert len(asked) == 1
    made.keys._fetched -= 11
    made.keys.state["document"] = {"keys": [*issuer.jwks["keys"], jwk_of(own, "new")]}  # type: ignore[attr-defined]
    assert (await made.verify(signed(own, "new"))).subject
    assert len(asked) == 2
    await made.close()


async def test_a_withdrawn_key_stops_counting_though_its_token_was_checked_before() -> None:
    made = answering({"keys": [*issuer.jwks["keys"], jwk_of(own, "new")]})
    held = signed(own, "new")
    assert (await made.verify(held)).subject
    made.keys.state["document"] = issuer.jwks  # type: ignore[attr-defined]
    await made.keys._refresh()
    with pytest.raises(TokenRefused):
        await made.verify(held)
    await made.close()


@pytest.mark.parametrize("url", ["http://issuer.example", "ftp://issuer.example", "issuer.example", ""])
def test_an_issuer_is_reached_by_https_unless_it_is_the_demos(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        TokenVerifier(url)
    TokenVerifier("http://127.0.0.1:1")
    TokenVerifier("http://issuer:9000", demo=True)


async def test_the_issuer_must_name_itself_in_its_own_document() -> None:
    made = TokenVerifier(ISSUER)
    pages = {"issuer": "https://evil.test", "jwks_uri": f"{ISSUER}/keys", **issuer.jwks}
    made.keys._client = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200, json=pages)))
    with pytest.raises(IssuerAway):
        await made.verify(token())
    await made.close()
