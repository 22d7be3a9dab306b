"""The public keys of the one issuer we trust: a key counts for one algorithm, and only while its issuer lists it.

An unknown key id makes us ask again, but at most every ten seconds, so that forged ids cannot flood the issuer.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from peerbridge.errors import IssuerAway
from peerbridge.life import end_tasks
from peerbridge.tls import authorities

__all__ = ["ALGORITHMS", "SigningKeys"]

ALGORITHMS: Final = ("RS256", "ES256", "EdDSA")
MAX_AGE: Final = 600.0  # seconds after which keys are asked for again, so that a withdrawn key stops counting
STALE: Final = 86_400.0  # seconds for which known keys still count while the issuer is away
ASK_AGAIN: Final = 10.0  # seconds between two questions caused by unknown key ids
AWAY_FOR: Final = 1.0  # seconds for which a failed question is not repeated
TIMEOUT: Final = 3.0
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
KINDS: Final = {("RSA", None): "RS256", ("EC", "P-256"): "ES256", ("OKP", "Ed25519"): "EdDSA"}
LEAST_RSA_BITS: Final = 2048


class SigningKeys:
    """Keys found by OIDC discovery, or at `jwks_url`; plain http only from this machine or in the demo."""

    def __init__(self, issuer: str, jwks_url: str | None = None, *, demo: bool = False) -> None:
        self.issuer, self.jwks_url, self.demo = issuer, jwks_url, demo
        for url in (issuer, jwks_url or issuer):
            self._check_scheme(url)
        local = urlsplit(jwks_url or issuer).hostname in LOOPBACK
        self._client = httpx.AsyncClient(verify=authorities(), timeout=TIMEOUT, trust_env=not local)
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched = self._failed = float("-inf")
        self._asking = asyncio.Lock()
        self._soon: asyncio.Task[None] | None = None

    @property
    def fetched(self) -> float:
        """When the keys were last learnt, on the monotonic clock; what was checked before may rest on other keys."""
        return self._fetched

    async def key(self, kid: str) -> jwt.PyJWK | None:
        """The key with this id, or None where the issuer lists no such key.

        Known keys outlive an issuer that is away; an unknown one cannot be judged without it. Raises: IssuerAway.
        """
        known, age = self._keys.get(kid), monotonic() - self._fetched
        if known is not None and age <= STALE:
            if age > MAX_AGE:
                self._refresh_soon()
            return known
        if age > ASK_AGAIN:
            await self._refresh()
        return self._keys.get(kid)

    async def close(self) -> None:
        """Give the connections back."""
        if self._soon is not None:
            await end_tasks(self._soon)
        await self._client.aclose()

    def _refresh_soon(self) -> None:
        if self._soon is None or self._soon.done():
            self._soon = asyncio.create_task(self._try_refresh())

    async def _try_refresh(self) -> None:
        with suppress(IssuerAway):
            await self._refresh()

    async def _refresh(self) -> None:
        seen = self._fetched
        async with self._asking:
            if self._fetched != seen:  # someone else asked while we waited
                return
            if monotonic() - self._failed < AWAY_FOR:
                raise IssuerAway
            try:
                self._keys = usable_keys(await self._fetch())
            except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError):
                self._failed = monotonic()
                raise IssuerAway from None
            self._fetched = monotonic()

    async def _fetch(self) -> Mapping[str, Any]:
        url = self.jwks_url or await self._discover()
        self._check_scheme(url)
        return await self._read(url)

    async def _discover(self) -> str:
        document = await self._read(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if document["issuer"] != self.issuer:
            raise ValueError("the issuer's own document names another issuer")
        return str(document["jwks_uri"])

    async def _read(self, url: str) -> Mapping[str, Any]:
        answer = await self._client.get(url)
        answer.raise_for_status()
        document = answer.json()
        if not isinstance(document, dict):
            raise TypeError("not a JSON object")
        return document

    def _check_scheme(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "https" or (parts.scheme == "http" and (self.demo or parts.hostname in LOOPBACK)):
            return
        raise ValueError("the issuer must be reached by https; plain http is for this machine and the demo")


def usable_keys(document: Mapping[str, Any]) -> dict[str, jwt.PyJWK]:
    """The keys of a JWKS document by id: public, for signatures, strong enough, each with its one algorithm."""
    keys: dict[str, jwt.PyJWK] = {}
    for entry in document["keys"]:
        if not isinstance(entry, dict):
            raise TypeError("a key is a JSON object")
        kid, algorithm = entry.get("kid"), KINDS.get((str(entry.get("kty")), entry.get("crv")))
        if isinstance(kid, str) and algorithm and _is_offered(entry, algorithm):
            with suppress(jwt.PyJWTError, ValueError):
                key = jwt.PyJWK(entry, algorithm)
                if not isinstance(key.key, RSAPublicKey) or key.key.key_size >= LEAST_RSA_BITS:
                    keys[kid] = key
    return keys


def _is_offered(entry: Mapping[str, Any], algorithm: str) -> bool:
    """Whether a key is meant for signatures with `algorithm`; one that shows its private part is nobody's any more."""
    return entry.get("use", "sig") == "sig" and entry.get("alg", algorithm) == algorithm and "d" not in entry
