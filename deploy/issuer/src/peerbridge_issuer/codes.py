"""Authorization codes: each is used once, soon, by who asked for it, and by whoever can show the verifier."""

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from time import monotonic
from typing import Final

from peerbridge_issuer.people import Person

__all__ = ["Code", "Codes"]

SECONDS: Final = 60.0
MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Code:
    """What a code was given for."""

    person: Person
    redirect_uri: str
    challenge: str
    nonce: str | None
    until: float


class Codes:
    """Codes that were given and not used yet."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._given: dict[str, Code] = {}
        self._now = now

    def give(self, person: Person, redirect_uri: str, challenge: str, nonce: str | None) -> str:
        """A new code."""
        self._given = {code: what for code, what in self._given.items() if what.until > self._now()}
        while len(self._given) >= MOST:
            self._given.pop(next(iter(self._given)))
        code = token_urlsafe(32)
        self._given[code] = Code(person, redirect_uri, challenge, nonce, self._now() + SECONDS)
        return code

    def use(self, code: str, redirect_uri: str, verifier: str) -> Code | None:
        """What a code was given for, or None where it does not count; it never counts again, whatever came with it."""
        given = self._given.pop(code, None)
        if given is None or given.until <= self._now():
            return None
        fits = given.redirect_uri == redirect_uri and hmac.compare_digest(given.challenge, challenge_of(verifier))
        return given if fits else None


def challenge_of(verifier: str) -> str:
    """PKCE's S256 (RFC 7636)."""
    return base64.urlsafe_b64encode(sha256(verifier.encode("utf-8", "replace")).digest()).rstrip(b"=").decode()
