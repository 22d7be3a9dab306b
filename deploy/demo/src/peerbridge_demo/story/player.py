"""Somebody who knows what should happen: unlike the simulator, what is refused stops the story."""

import asyncio
import time
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID, uuid4

import httpx

from peerbridge_demo.system.addresses import Addresses
from peerbridge_demo.system.tokens import Tokens

__all__ = ["Player", "Refusal"]

PATIENCE: Final = 60.0  # seconds for a service that is being started again
PAUSE: Final = 0.2
Person = UUID | str | None


class Refusal(Exception):
    """A service said no; `status` and `problem` (RFC 9457) say why."""

    def __init__(self, asked: str, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self.problem: dict[str, Any] = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        said = self.problem.get("detail") or answer.text[:200]
        super().__init__(f"{asked}: {self.status} {said} {self.problem.get('errors', '')}".rstrip())


class Player:
    """Asks under any role. A service that is away is asked again under the same Idempotency-Key."""

    def __init__(self, addresses: Addresses, tokens: Tokens, counties: tuple[str, ...]) -> None:
        self.addresses, self.tokens, self.counties = addresses, tokens, counties
        self._http = httpx.AsyncClient(timeout=10)

    async def get(self, role: str, service: str, path: str, *, person: Person = None, **params: Any) -> Any:
        """What is shown. Raises: Refusal."""
        return await self._ask(role, service, "GET", path, person=person, params=params)

    async def post(self, role: str, service: str, path: str, body: Any = None, *, person: Person = None) -> Any:
        """A command. Raises: Refusal."""
        return await self._ask(role, service, "POST", path, person=person, json=body)

    async def put(self, role: str, service: str, path: str, body: Any, *, person: Person = None) -> Any:
        """A command. Raises: Refusal."""
        return await self._ask(role, service, "PUT", path, person=person, json=body)

    async def _ask(self, role: str, service: str, method: str, path: str, *, person: Person = None, **more: Any) -> Any:
        counties = () if person else self.counties
        token = await self.tokens.of(role, counties=counties, person=person)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        until, url = time.monotonic() + PATIENCE, self.addresses.services[service] + path
        while True:
            answer = await self._once(method, url, headers=headers, **more)
            if answer is not None and answer.status_code not in (502, 503):
                break
            if time.monotonic() > until:
                raise TimeoutError(f"{service} was away for {PATIENCE:.0f} s")
            await asyncio.sleep(PAUSE)
        if not answer.is_success:
            raise Refusal(f"{role} {method} {path}", answer)
        return answer.json() if answer.content else None

    async def _once(self, method: str, url: str, **more: Any) -> httpx.Response | None:
        """One attempt; None where nobody answered."""
        try:
            return await self._http.request(method, url, **more)
        except httpx.TransportError:
            return None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._http.aclose()
