"""The docstring of an error is its message, its class its stable name, its status the answer: said once, in one place.

PeerbridgeError                 500
├── Refused                     409  a rule said no to a command; the caller is told what to do instead
│   ├── BadRequest              400  the request cannot be read
│   ├── Unauthenticated         401  no token
│   │   └── TokenRefused        401  a token that does not count
│   ├── Forbidden               403  seen, but not allowed
│   │   └── BeyondCounties      403  a row of a county that the caller does not hold
│   ├── NotVisible              404  unknown, or of another county: the answer is the same
│   ├── Conflict                409  someone else was faster
│   └── Unusable                422  read, but a value cannot be kept
└── Unavailable                 503  the world is down; nothing was refused, try again
    └── IssuerAway              503  nobody can say whether a token counts
"""

import re
from inspect import cleandoc
from string import Formatter
from typing import Any, ClassVar

__all__ = [
    "BadRequest",
    "BeyondCounties",
    "Conflict",
    "Forbidden",
    "IssuerAway",
    "NotVisible",
    "PeerbridgeError",
    "Refused",
    "TokenRefused",
    "Unauthenticated",
    "Unavailable",
    "Unusable",
]

PROBLEM = "urn:peerbridge:problem:"


class PeerbridgeError(Exception):
    """Something went wrong that has a name here."""

    status: ClassVar[int] = 500
    problem: ClassVar[str] = f"{PROBLEM}peerbridge-error"
    title: ClassVar[str] = "Peerbridge error"
    template: ClassVar[str] = "Something went wrong that has a name here."
    needs: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, status: int | None = None, **options: Any) -> None:
        """Take message, name and status from the class itself; without `status` the parent's stands."""
        super().__init_subclass__(**options)
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", cls.__name__).lower()
        cls.status = cls.status if status is None else status
        cls.problem, cls.title = PROBLEM + words.replace(" ", "-"), words.capitalize()
        cls.template = " ".join(cleandoc(cls.__doc__ or "").split())
        cls.needs = frozenset(re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(cls.template) if name)

    def __init__(self, **facts: Any) -> None:
        """`facts` fill the message and travel as members of the problem. Raises: TypeError where one is missing."""
        if missing := self.needs - facts.keys():
            raise TypeError(f"{type(self).__name__} needs {', '.join(sorted(missing))}")
        self.facts = facts
        super().__init__(self.template.format_map(facts))

    @property
    def message(self) -> str:
        """What happened and what to do about it, in words."""
        return str(self)

    @property
    def headers(self) -> dict[str, str]:
        """Headers that belong to the answer."""
        return {}


class Refused(PeerbridgeError, status=409):
    """This cannot be done as things stand."""


class BadRequest(Refused, status=400):
    """The request cannot be read: {reason}."""


class Unauthenticated(Refused, status=401):
    """Send an access token in the Authorization header, as Bearer."""

    @property
    def headers(self) -> dict[str, str]:
        """The challenge that RFC 6750 asks for."""
        return {"WWW-Authenticate": 'Bearer realm="peerbridge"'}


class TokenRefused(Unauthenticated):
    """The access token was refused: {reason}. Sign in again."""

    @property
    def headers(self) -> dict[str, str]:
        """The challenge, saying that it was the token."""
        return {"WWW-Authenticate": 'Bearer realm="peerbridge", error="invalid_token"'}


class Forbidden(Refused, status=403):
    """Your role does not allow this. Ask someone who holds one of: {roles}."""


class BeyondCounties(Refused, status=403):
    """This belongs to a county that your token does not hold. Ask someone of that county."""


class NotVisible(Refused, status=404):
    """There is nothing here that you may see. Check the address and your counties."""


class Conflict(Refused, status=409):
    """Someone else changed the same thing at the same moment. Look at it again, then repeat what is still needed."""


class Unusable(Refused, status=422):
    """A value in the request cannot be kept: {reason}."""


class Unavailable(PeerbridgeError, status=503):
    """A part of the system is away. Nothing was lost; try again in a moment."""

    @property
    def headers(self) -> dict[str, str]:
        """When to come back, in seconds."""
        return {"Retry-After": "2"}


class IssuerAway(Unavailable):
    """The service that signs people in cannot be reached, so no new token can be checked. Try again in a moment."""
