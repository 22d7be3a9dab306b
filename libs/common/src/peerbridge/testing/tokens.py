"""An issuer inside the test process: real keys, real signatures, real checks; only its HTTP is answered in memory."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from peerbridge.clock import real_now
from peerbridge.identity import PERSON_ROLES, TokenVerifier

__all__ = ["ISSUER", "TestIssuer"]

ISSUER = "https://issuer.test"


class TestIssuer:
    """Signs tokens with ES256 and answers for its keys."""

    __test__ = False

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        self.jwks = {"keys": [{**public, "kid": "test", "alg": "ES256", "use": "sig"}]}

    def token(
        self,
        *roles: str,
        counties: tuple[str, ...] = (),
        person: UUID | None = None,
        subject: str | None = None,
        **claims: Any,
    ) -> str:
        """An access token good for an hour. Staff roles bring counties, person roles a person."""
        now = real_now()
        told = {
            "iss": ISSUER,
            "aud": "peerbridge",
            "sub": subject or f"{'-'.join(roles) or 'nobody'}@test",
            "iat": now,
            "exp": now + timedelta(hours=1),
            "roles": list(roles),
            **({"peerbridge_person": str(person)} if person else {}),
            **({"counties": list(counties)} if not PERSON_ROLES.intersection(roles) else {}),
            **claims,
        }
        return jwt.encode(told, self.key, algorithm="ES256", headers={"kid": "test"})

    def verifier(self) -> TokenVerifier:
        """A verifier that asks this issuer for its keys."""
        verifier = TokenVerifier(ISSUER)
        verifier.keys._client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        return verifier

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(200, json={"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks.json"})
        return httpx.Response(200, json=self.jwks)
