"""One person's question to one service, at a humane pace. A refusal is an answer like any other: counted, and None."""

import asyncio
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self
from uuid import uuid4

import httpx

from peerbridge_demo.people.tally import Tally
from peerbridge_demo.system.addresses import Addresses
from peerbridge_demo.system.tokens import Tokens

__all__ = ["Asking", "Who"]

AT_ONCE: Final = 8  # questions in flight
A_SECOND: Final = 40.0  # questions; two cores serve that beside everything else
PAUSE_SECONDS: Final = 0.5  # after a service did not answer
PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody with a token: staff of counties, or a person who acts for themself."""

    role: str
    counties: tuple[str, ...] = ()
    person: str | None = None


class Asking:
    """All questions of the simulator pass here."""

    def __init__(self, addresses: Addresses, tokens: Tokens, tally: Tally, *, a_second: float = A_SECOND) -> None:
        self.tally, self._addresses, self._tokens, self._a_second = tally, addresses, tokens, a_second
        self._http = httpx.AsyncClient(timeout=20, limits=httpx.Limits(max_connections=AT_ONCE * 2))
        self._places = asyncio.Semaphore(AT_ONCE)
        self._next = 0.0

    async def get(self, who: Who, service: str, path: str, **params: Any) -> Any:
        """What it shows; None where it does not."""
        given = {name: value for name, value in params.items() if value is not None}
        return await self._ask(who, service, f"GET {path}", "", params=given)

    async def listed(self, who: Who, service: str, path: str, **params: Any) -> list[dict[str, Any]]:
        """A list's first page: bare, or as the one list of an object."""
        found = await self.get(who, service, path, **{"limit": PAGE, **params})
        if isinstance(found, dict):
            found = next((value for value in found.values() if isinstance(value, list)), None)
        return found if isinstance(found, list) else []

    async def do(self, who: Who, service: str, path: str, what: str, json: Any = None, *, method: str = "POST") -> Any:
        """A command; its answer, or None where it was refused. `what`: the name under which it is counted."""
        address = f"{method} {path}"
        return await self._ask(who, service, address, what, json=json, headers={"Idempotency-Key": str(uuid4())})

    async def lines(self, who: Who, path: str, what: str, body: str) -> Any:
        """A report of several lines to recruitment; its answer, or None where it was refused."""
        headers = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/x-ndjson"}
        return await self._ask(who, "recruitment", f"POST {path}", what, content=body, headers=headers)

    async def _ask(self, who: Who, service: str, address: str, what: str, **more: Any) -> Any:
        method, path = address.split(" ", 1)
        async with self._places:
            await self._pace()
            try:
                token = await self._tokens.of(who.role, counties=who.counties, person=who.person)
                headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
                url = self._addresses.services[service] + path
                answer = await self._http.request(method, url, headers=headers, **more)
            except httpx.HTTPError:
                self.tally.away[service] += 1
                await asyncio.sleep(PAUSE_SECONDS)
                return None
        return self._heard(answer, service, what or f"GET {path}", counted=bool(what))

    def _heard(self, answer: httpx.Response, service: str, what: str, *, counted: bool) -> Any:
        if answer.is_success:
            if counted:
                self.tally.done[what] += 1
            return answer.json() if answer.content else {}
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            self.tally.away[service] += 1
        elif answer.is_server_error:
            self.tally.faults[f"{service} {what}: {answer.status_code}"] += 1
        else:
            self.tally.refused[_rule(answer)] += 1
        return None

    async def _pace(self) -> None:
        now = time.monotonic()
        self._next = max(now, self._next) + 1 / self._a_second
        await asyncio.sleep(max(0.0, self._next - now - 1 / self._a_second))

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self.close()


def _rule(answer: httpx.Response) -> str:
    """The problem's stable name, such as `place-taken`."""
    try:
        told = answer.json()
    except ValueError:
        return f"HTTP {answer.status_code}"
    kind = str(told.get("type", "")) if isinstance(told, dict) else ""
    return kind.rpartition(":")[2] or f"HTTP {answer.status_code}"
