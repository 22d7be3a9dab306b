"""The other services' health and operations, asked in the reader's own name. What does not answer is shown as away."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import httpx

from console.gateways.http import Http

__all__ = ["Operations", "Report", "State"]

State = Literal["well", "attention", "away", "unknown"]
QUIET: Final = frozenset({"reading", "working"})
FAULTS: Final = (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, AttributeError)
PARKED: Final = 100  # rows shown of each service


@dataclass(frozen=True, slots=True)
class Report:
    """One service: how it is, each subscriber's state, what is parked (None: the reader may not see it), what a restore lost.

    `closed`: it compares its database with its topics, and takes no commands until then.
    """

    service: str
    state: State
    database: bool = False
    subscribers: Mapping[str, str] = field(default_factory=dict)
    paused: Mapping[str, str] = field(default_factory=dict)
    parked: Sequence[Mapping[str, Any]] | None = None
    relay: bool | None = None
    lost: Sequence[Mapping[str, Any]] = ()
    closed: bool = False


class Operations:
    """All services by name; one without an address is unknown, never away. This service is asked within its own process."""

    def __init__(self, http: Http, urls: Mapping[str, str | None], own: httpx.AsyncClient) -> None:
        self.http, self.urls, self.own = http, urls, own

    @property
    def services(self) -> tuple[str, ...]:
        """In the order in which they are shown."""
        return (*self.urls, "console")

    async def health(self) -> list[Report]:
        """How every service is, without looking into its operations."""
        return list(await asyncio.gather(*(self._health(service) for service in self.services)))

    async def reports(self, token: str) -> list[Report]:
        """How every service is, and its operations as far as the reader may see them."""
        return list(await asyncio.gather(*(self._report(service, token) for service in self.services)))

    async def act(self, service: str, token: str, path: str, body: Mapping[str, Any]) -> tuple[int, str]:
        """Give a command to a service's operations: its status, and what it says of a refusal. 0 where it is away."""
        try:
            answer = await self._client(service).post(
                self._url(service, f"/ops/v1{path}"), json=dict(body), headers=_bearer(token)
            )
            told = answer.json() if answer.is_error else {}
            return answer.status_code, str(told.get("detail", "")) if isinstance(told, dict) else ""
        except FAULTS:
            return 0, ""

    async def _health(self, service: str) -> Report:
        if not self._known(service):
            return Report(service, "unknown")
        try:
            told = await self._get(service, "/health")
            states = {topic: str(each["state"]) for topic, each in told["subscribers"].items()}
            closed = not told.get("opening", {}).get("open", True)
            well = bool(told["database"]) and QUIET.issuperset(states.values()) and not closed
            return Report(service, "well" if well else "attention", bool(told["database"]), states, closed=closed)
        except FAULTS:
            return Report(service, "away")

    async def _report(self, service: str, token: str) -> Report:
        if not self._known(service):
            return Report(service, "unknown")
        report, (parked, status, lost) = await asyncio.gather(self._health(service), self._opened(service, token))
        if report.state == "away":
            return report
        told = status if isinstance(status, dict) else {}
        return Report(
            service,
            "attention" if (parked or lost) and report.state == "well" else report.state,
            report.database,
            {**report.subscribers, **told.get("subscribers", {})},
            told.get("paused", {}),
            parked if isinstance(parked, list) else None,
            told.get("relay_elected_here"),
            lost if isinstance(lost, list) else (),
            report.closed,
        )

    async def _opened(self, service: str, token: str) -> list[object]:
        """What is parked, how it stands, and what is lost, as far as the reader may see it."""
        asked = (f"parked?limit={PARKED}", "status", f"lost?state=open&limit={PARKED}")
        return list(await asyncio.gather(*(self._seen(service, f"/ops/v1/{each}", token) for each in asked)))

    async def _seen(self, service: str, path: str, token: str) -> Any:
        """An answer, or None where the reader may not see it."""
        try:
            return await self._get(service, path, token)
        except FAULTS:
            return None

    async def _get(self, service: str, path: str, token: str | None = None) -> Any:
        answer = await self._client(service).get(self._url(service, path), headers=_bearer(token) if token else None)
        answer.raise_for_status()
        return answer.json()

    def _known(self, service: str) -> bool:
        return service == "console" or bool(self.urls.get(service))

    def _client(self, service: str) -> httpx.AsyncClient:
        return self.own if service == "console" else self.http.client(self.urls[service] or "")

    def _url(self, service: str, path: str) -> str:
        return path if service == "console" else f"{(self.urls[service] or '').rstrip('/')}{path}"


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
