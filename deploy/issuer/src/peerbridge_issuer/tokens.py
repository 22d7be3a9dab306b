"""Tokens as a real issuer makes them, each with the claim `demo`: nobody has proved who they are."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from peerbridge_issuer.keys import Key
from peerbridge_issuer.settings import Settings

__all__ = ["Tokens"]


class Tokens:
    """Makes access and ID tokens under one key."""

    def __init__(self, settings: Settings, key: Key) -> None:
        self.settings, self.key = settings, key

    def access(
        self,
        subject: str,
        roles: tuple[str, ...],
        counties: tuple[str, ...],
        *,
        minutes: int,
        person: UUID | None = None,
    ) -> str:
        """An access token for the services: roles, and counties or one person."""
        claims: dict[str, Any] = {"roles": list(roles), "counties": list(counties), "jti": str(uuid4())}
        if person is not None:
            claims = {**claims, "counties": [], "peerbridge_person": str(person)}
        return self.key.sign({**self._common(subject, self.settings.audience, minutes), **claims}, "at+jwt")

    def identity(self, subject: str, name: str, nonce: str | None, *, minutes: int) -> str:
        """An ID token for the client: who signed in, and the client's own nonce. No service takes it for access."""
        told = {"name": name, **({"nonce": nonce} if nonce else {})}
        return self.key.sign({**self._common(subject, self.settings.client, minutes), **told}, "JWT")

    def _common(self, subject: str, audience: str, minutes: int) -> dict[str, Any]:
        now = datetime.now(UTC)
        return {
            "iss": self.settings.issuer,
            "sub": subject,
            "aud": audience,
            "iat": now,
            "exp": now + timedelta(minutes=minutes),
            "demo": True,
        }
