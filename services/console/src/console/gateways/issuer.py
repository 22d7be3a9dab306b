"""The issuer, as a client of its code flow sees it: its document, and tokens for a code (RFC 6749, 7636; OIDC Core)."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from console.domain.errors import SignInRefused
from console.gateways.http import Http
from peerbridge.errors import IssuerAway

__all__ = ["Issuer", "Tokens"]

KNOWN_FOR: Final = 600.0  # seconds
FAULTS: Final = (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a code was exchanged for."""

    access: str
    identity: str


class Issuer:
    """Knows the issuer's addresses, and speaks for this client."""

    def __init__(self, http: Http, issuer: str, discovery: str | None, client: str, secret: str | None) -> None:
        self.http, self.issuer, self.client_id, self._secret = http, issuer, client, secret
        self.discovery = discovery or f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        self._document: tuple[float, Mapping[str, Any]] | None = None

    async def sign_in_url(self, **asked: str) -> str:
        """Where a browser goes to sign in. Raises: IssuerAway."""
        document = await self._addresses()
        asked = {"response_type": "code", "client_id": self.client_id, "scope": "openid", **asked}
        return f"{document['authorization_endpoint']}?{urlencode(asked)}"

    async def tokens(self, *, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """The tokens for a code. Raises: IssuerAway, SignInRefused."""
        document = await self._addresses()
        told = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "client_id": self.client_id,
            "code_verifier": verifier, **({"client_secret": self._secret} if self._secret else {}),
        }  # fmt: skip
        try:
            url = str(document["token_endpoint"])
            answer = await self.http.client(url).post(url, data=told)
            if answer.is_client_error:
                raise SignInRefused(reason="the code it came back with does not count any more")
            answer.raise_for_status()
            tokens = answer.json()
            return Tokens(str(tokens["access_token"]), str(tokens["id_token"]))
        except FAULTS:
            raise IssuerAway from None

    async def _addresses(self) -> Mapping[str, Any]:
        if self._document is not None and monotonic() - self._document[0] < KNOWN_FOR:
            return self._document[1]
        try:
            answer = await self.http.client(self.discovery).get(self.discovery)
            answer.raise_for_status()
            document = answer.json()
            if (
                document["issuer"] != self.issuer
                or not document["authorization_endpoint"]
                or not document["token_endpoint"]
            ):
                raise ValueError("the document is another issuer's")
        except FAULTS:
            raise IssuerAway from None
        self._document = monotonic(), document
        return self._document[1]
