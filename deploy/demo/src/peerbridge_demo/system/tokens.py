"""Access tokens of the local issuer, as its demo people would get them: kept until shortly before they end."""

import time
from typing import Any, Final, Self
from uuid import UUID

import httpx

__all__ = ["Tokens"]

MINUTES: Final = 120
SPARE_SECONDS: Final = 300


class Tokens:
    """Asks for a token once per caller."""

    def __init__(self, issuer: str) -> None:
        self._http = httpx.AsyncClient(base_url=issuer, timeout=10)
        self._kept: dict[tuple[Any, ...], tuple[float, str]] = {}

    async def of(
        self, *roles: str, counties: tuple[str, ...] = (), person: UUID | str | None = None, subject: str | None = None
    ) -> str:
        """A token of these roles, for these counties or this person. Raises: httpx.HTTPError."""
        asked = (roles, counties, str(person or ""), subject)
        ends, token = self._kept.get(asked, (0.0, ""))
        if ends < time.monotonic() + SPARE_SECONDS:
            token = await self._ask(roles, counties, person, subject, MINUTES)
            self._kept[asked] = (time.monotonic() + MINUTES * 60, token)
        return token

    async def _ask(
        self,
        roles: tuple[str, ...],
        counties: tuple[str, ...],
        person: UUID | str | None,
        subject: str | None,
        minutes: int,
    ) -> str:
        wanted: dict[str, Any] = {"roles": roles, "counties": counties, "minutes": minutes}
        wanted |= {"person": str(person)} if person else {}
        wanted |= {"subject": subject} if subject else {}
        answer = await self._http.post("/demo/token", json=wanted)
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    async def close(self) -> None:
        """Give the connection back."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
