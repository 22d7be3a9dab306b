"""Who is calling, as their token says: roles, and counties or one person, never both. What is malformed is refused."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from time import monotonic
from typing import Any, Final
from uuid import UUID

import jwt

from peerbridge.clock import real_now
from peerbridge.database.scope import Scope
from peerbridge.errors import TokenRefused
from peerbridge.jwks import ALGORITHMS, SigningKeys
from peerbridge.settings import ServiceSettings

__all__ = [
    "ATTORNEY",
    "CANDIDATE",
    "CASEWORKER",
    "COORDINATOR",
    "PARENT",
    "PARTNER",
    "PERSON_ROLES",
    "PLATFORM_OPERATOR",
    "PROGRAM_ADMIN",
    "ROLES",
    "STAFF_ROLES",
    "STATE_OFFICER",
    "SUPERVISOR",
    "Principal",
    "Scope",
    "TokenVerifier",
    "principal_of",
]

PARENT: Final = "parent"
CANDIDATE: Final = "candidate"
PARTNER: Final = "partner"
CASEWORKER: Final = "caseworker"
ATTORNEY: Final = "attorney"
COORDINATOR: Final = "coordinator"
SUPERVISOR: Final = "supervisor"
PROGRAM_ADMIN: Final = "program_admin"
STATE_OFFICER: Final = "state_officer"
PLATFORM_OPERATOR: Final = "platform_operator"

PERSON_ROLES: Final = frozenset({PARENT, CANDIDATE, PARTNER})
"""Roles of someone who sees what is about themself: they carry a person id and no county."""
STAFF_ROLES: Final = frozenset(
    {CASEWORKER, ATTORNEY, COORDINATOR, SUPERVISOR, PROGRAM_ADMIN, STATE_OFFICER, PLATFORM_OPERATOR}
)
"""Roles of someone who sees what is counted in their counties."""
ROLES: Final = PERSON_ROLES | STAFF_ROLES

COUNTY = re.compile(r"[0-9]{5}", re.ASCII)
SUBJECT = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
LEEWAY: Final = timedelta(seconds=30)  # clocks of two machines differ; no more than this is forgiven
LONGEST_TOKEN: Final = 16_384  # characters; a state's counties fit ten times over
REMEMBERED: Final = 4_096  # tokens whose check is not repeated at every request
REMEMBERED_FOR: Final = 60.0  # seconds
TOKEN_TYPES: Final = frozenset({"jwt", "at+jwt", "application/at+jwt"})
FOREIGN: Final = frozenset({"jwk", "jku", "x5u", "x5c", "crit"})
REQUIRED: Final = ["iss", "aud", "sub", "exp", "iat"]


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller whose token was checked. `token` is kept to ask another service in the caller's own name."""

    subject: str
    roles: frozenset[str]
    counties: tuple[str, ...]
    person: UUID | None
    token: str = field(repr=False)
    expires: datetime

    @property
    def scope(self) -> Scope:
        """Whose rows this caller may see: their counties, or their own."""
        if self.roles & PERSON_ROLES:
            return Scope(person=self.person)
        return Scope(counties=tuple(sorted(set(self.counties))), platform=PLATFORM_OPERATOR in self.roles)

    def holds(self, *roles: str) -> bool:
        """Whether the caller has one of these roles."""
        return not self.roles.isdisjoint(roles)


def principal_of(claims: Mapping[str, Any], token: str) -> Principal:
    """The caller that checked claims describe. Roles unknown here give nothing. Raises: TokenRefused."""
    roles = frozenset(_texts(claims, "roles")) & ROLES
    counties = _counties(claims)
    person = _person(claims)
    _one_or_the_other(roles, counties, person)
    return Principal(_subject(claims), roles, counties, person, token, _expires(claims))


def _one_or_the_other(roles: frozenset[str], counties: tuple[str, ...], person: UUID | None) -> None:
    if not roles & PERSON_ROLES:
        return
    if roles & STAFF_ROLES or counties:
        raise TokenRefused(reason="it names counties or staff roles beside a person's own role")
    if person is None:
        raise TokenRefused(reason="its role needs the claim peerbridge_person")


def _texts(claims: Mapping[str, Any], name: str) -> list[str]:
    values = claims.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TokenRefused(reason=f"its claim {name} is not a list of texts")
    return values


def _counties(claims: Mapping[str, Any]) -> tuple[str, ...]:
    counties = _texts(claims, "counties")
    if not all(COUNTY.fullmatch(county) for county in counties):
        raise TokenRefused(reason="its claim counties holds something other than five-digit FIPS codes")
    return tuple(sorted(set(counties)))


def _person(claims: Mapping[str, Any]) -> UUID | None:
    value = claims.get("peerbridge_person")
    if value is None:
        return None
    try:
        return UUID(value)
    except (AttributeError, TypeError, ValueError):
        raise TokenRefused(reason="its claim peerbridge_person is not an id") from None


def _subject(claims: Mapping[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not SUBJECT.fullmatch(subject):
        raise TokenRefused(reason="its claim sub does not name a caller")
    return subject


def _expires(claims: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromtimestamp(int(claims["exp"]), tz=UTC)
    except (KeyError, OverflowError, OSError, TypeError, ValueError):
        raise TokenRefused(reason="its claim exp is not a time") from None


class TokenVerifier:
    """Checks access tokens of one issuer for one audience. What it says of a token it repeats for a minute at most."""

    def __init__(
        self, issuer: str, audience: str = "peerbridge", *, jwks_url: str | None = None, demo: bool = False
    ) -> None:
        self.issuer, self.audience, self.demo = issuer, audience, demo
        self.keys = SigningKeys(issuer, jwks_url or None, demo=demo)
        self._seen: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()

    @classmethod
    def of(cls, settings: ServiceSettings) -> "TokenVerifier":
        """The verifier that a service's settings describe."""
        return cls(settings.oidc_issuer, settings.oidc_audience, jwks_url=settings.oidc_jwks_url, demo=settings.demo)

    async def verify(self, token: str) -> Principal:
        """The caller whose token this is. Raises: TokenRefused, IssuerAway."""
        if len(token) > LONGEST_TOKEN:
            raise TokenRefused(reason="it is too long")
        digest = sha256(token.encode("utf-8", "replace")).digest()
        known = self._remembered(digest)
        if known is None:
            known = principal_of(await self._claims(token), token)
            self._remember(digest, known)
        return known

    async def close(self) -> None:
        """Give the issuer's connections back."""
        await self.keys.close()

    async def _claims(self, token: str) -> Mapping[str, Any]:
        kid, algorithm = _header(token)
        key = await self.keys.key(kid)
        if key is None or key.algorithm_name != algorithm:
            raise TokenRefused(reason="it is signed with a key that the issuer does not list")
        claims = self._decode(token, key, algorithm)
        if claims.get("demo") and not self.demo:
            raise TokenRefused(reason="it comes from a demo issuer")
        return claims

    def _decode(self, token: str, key: jwt.PyJWK, algorithm: str) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key=key,
                algorithms=[algorithm],
                audience=self.audience,
                issuer=self.issuer,
                leeway=LEEWAY,
                options={"require": REQUIRED},
            )
        except jwt.PyJWTError as error:
            raise TokenRefused(reason=WHY.get(type(error), "it is not a valid token")) from None
        except (ValueError, TypeError, OverflowError, RecursionError):
            raise TokenRefused(reason="it is not a valid token") from None

    def _remembered(self, digest: bytes) -> Principal | None:
        found = self._seen.get(digest)
        if found is None:
            return None
        checked, caller = found
        fresh = monotonic() - checked <= REMEMBERED_FOR and checked >= self.keys.fetched
        if fresh and caller.expires + LEEWAY > real_now():
            return caller
        del self._seen[digest]
        return None

    def _remember(self, digest: bytes, caller: Principal) -> None:
        self._seen[digest] = (monotonic(), caller)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)


WHY: Final[Mapping[type[Exception], str]] = {
    jwt.ExpiredSignatureError: "it has expired",
    jwt.ImmatureSignatureError: "it is not valid yet",
    jwt.InvalidAudienceError: "it is meant for someone else",
    jwt.InvalidIssuerError: "another issuer made it",
    jwt.InvalidSignatureError: "its signature does not fit",
    jwt.MissingRequiredClaimError: "a claim that every token needs is missing",
}


def _header(token: str) -> tuple[str, str]:
    """Key id and algorithm of a token's header, which is not trusted with anything else. Raises: TokenRefused."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenRefused(reason="it is not a valid token") from None
    kid, algorithm, kind = header.get("kid"), header.get("alg"), header.get("typ", "JWT")
    if algorithm not in ALGORITHMS:
        raise TokenRefused(reason="its algorithm is not accepted")
    if not FOREIGN.isdisjoint(header):
        raise TokenRefused(reason="it brings its own key or its own rules")
    if not isinstance(kid, str) or str(kind).lower() not in TOKEN_TYPES:
        raise TokenRefused(reason="its header names no key, or another kind of token")
    return kid, algorithm
