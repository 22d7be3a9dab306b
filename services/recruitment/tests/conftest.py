"""Recruitment under test: the service on a real database, asked as people ask it and told what sources tell it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from peerbridge.database.provision import Urls
from peerbridge.events.base import Event
from peerbridge.events.policy import Policy
from peerbridge.events.programs import ProgramPublished
from peerbridge.identity import CASEWORKER, COORDINATOR, PROGRAM_ADMIN
from peerbridge.programs import load
from peerbridge.testing.component import Component, component
from recruitment.main import service
from recruitment.settings import Settings

IOWA = "children-and-families-of-iowa"
POLK, STORY = "19153", "19169"
SOURCE = "county-system"
PROGRAMS = Path(__file__).parents[3] / "programs"


class Recruitment:
    """The service, and what people and sources say to it. Requests are made as Polk and Story county unless said."""

    def __init__(self, made: Component) -> None:
        self.made = made
        self.policy = load(PROGRAMS / f"{IOWA}.yaml")

    async def asks(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        roles: tuple[str, ...] = (COORDINATOR,),
        counties: tuple[str, ...] = (POLK, STORY),
        person: UUID | None = None,
        **options: Any,
    ) -> httpx.Response:
        """One request under a token of these roles."""
        async with self.made.client(*roles, counties=counties, person=person) as http:
            return await http.request(method, path, **({"json": body} if body is not None else {}), **options)

    async def reads(self, path: str, **options: Any) -> Any:
        """What a successful read says."""
        answer = await self.asks("GET", path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def applies(self, policy: Policy | None = None, **changes: Any) -> dict[str, Any]:
        """Publish a policy (Iowa's, with changes) as its admin, and work off what follows."""
        wanted = (policy or self.policy).model_copy(update=changes)
        answer = await self.asks(
            "PUT",
            f"/v1/programs/{wanted.program}",
            wanted.model_dump(mode="json"),
            roles=(PROGRAM_ADMIN,),
            counties=tuple(self.policy.zones),
        )
        assert answer.status_code == 200, answer.text
        await self.made.work_off_jobs()
        told: dict[str, Any] = answer.json()
        return told

    async def reports(self, *lines: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
        """Post lines of one kind as NDJSON; the answers."""
        path = "/v1/case-closures" if "closed_on" in lines[0] else "/v1/case-openings"
        body = "\n".join(json.dumps(line) for line in lines)
        headers = {"Content-Type": "application/x-ndjson"}
        options.setdefault("roles", (CASEWORKER,))
        answer = await self.asks("POST", path, content=body.encode(), headers=headers, **options)
        assert answer.status_code == 200, answer.text
        answers: list[dict[str, Any]] = answer.json()["lines"]
        return answers

    async def hears(self, *events: Event, county: str = POLK, source: str = SOURCE) -> None:
        """Deliver reports of a state's system."""
        for event in events:
            self.made.log.seal(event, county=county, source=source, time=self.made.clock.now())
            await self.made.hears(event)

    async def news(self) -> list[str]:
        """The names of what was announced of cases and people since the last time it was asked."""
        return [kind.__name__ for kind in await self.made.announced() if kind is not ProgramPublished]

    async def day_comes(self, day: date) -> None:
        """Let business time go on to noon (UTC) of a day, and sweep."""
        self.made.clock.instant = self.made.clock.instant.replace(year=day.year, month=day.month, day=day.day)
        await self.made.sweep()
        await self.made.work_off_jobs()

    async def candidates(self, **filters: str) -> list[dict[str, Any]]:
        """The list of candidates."""
        items: list[dict[str, Any]] = (await self.reads("/v1/candidates", params=filters))["items"]
        return items

    async def case_of(self, source_case: str = "c-1", **options: Any) -> dict[str, Any]:
        """The case of a source's number."""
        found = await self.reads("/v1/cases", params={"source": SOURCE, "source_case": source_case}, **options)
        case: dict[str, Any] = found["items"][0]
        return case


@pytest.fixture
async def recruitment(fresh_database: Callable[[str], Awaitable[Urls]]) -> AsyncIterator[Recruitment]:
    async with component(service, Settings, await fresh_database("recruitment")) as made:
        yield Recruitment(made)


@pytest.fixture
def closure() -> Callable[..., dict[str, Any]]:
    """A closure's line: reunified on 1 July 2024, with changes."""

    def made(source_case: str = "c-1", **changes: Any) -> dict[str, Any]:
        line = {
            "source": SOURCE,
            "source_case": source_case,
            "removal": "1",
            "exit": "1",
            "county": POLK,
            "opened_on": "2023-02-01",
            "closed_on": "2024-07-01",
            "code_list": "afcars_2020",
            "exit_reason": 1,
        }
        return line | changes

    return made


@pytest.fixture
def opening() -> Callable[..., dict[str, Any]]:
    """An opening's line: removed on 1 February 2023, with changes."""

    def made(source_case: str = "c-1", **changes: Any) -> dict[str, Any]:
        line = {"source": SOURCE, "source_case": source_case, "removal": "1", "county": POLK, "opened_on": "2023-02-01"}
        return line | changes

    return made


@pytest.fixture
def ndjson() -> Callable[[Iterable[Any]], bytes]:
    """Values as NDJSON."""
    return lambda values: b"\n".join(json.dumps(value).encode() for value in values)
