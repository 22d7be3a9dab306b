"""The feed tells a reader what is committed in their counties, once, goes on where it was left, and ends with the token."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import pytest

from console.api import stream
from console.storage.feed import is_place
from peerbridge.clock import real_now
from peerbridge.events.candidates import CandidateOptedOut
from peerbridge.identity import COORDINATOR
from peerbridge.ids import uuid7

POLK, STORY = "19153", "19169"


class Reader:
    """One open feed, spoken to as a web server does."""

    def __init__(self, app: Any, token: str, query: str = "", place: str | None = None) -> None:
        headers = [(b"host", b"console.test"), (b"authorization", f"Bearer {token}".encode())]
        headers += [(b"last-event-id", place.encode())] if place else []
        self.scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": "/live", "raw_path": b"/live",
            "query_string": query.encode(), "headers": headers, "server": ("console.test", 80), "client": ("127.0.0.1", 1), "root_path": "",
        }  # fmt: skip
        self.app, self.gone, self.awake = app, asyncio.Event(), asyncio.Event()
        self.text, self.status, self.place = "", 0, ""
        self.awake.set()

    async def run(self) -> None:
        """Read until it ends."""
        await self.app(self.scope, self._receive, self._send)

    async def _receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        await self.awake.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.text += message.get("body", b"").decode()

    @property
    def told(self) -> list[tuple[str, Any]]:
        """What was told: kind and content, with `here` noting the place."""
        found = []
        for block in self.text.split("\n\n"):
            fields = dict(
                line.split(": ", 1) for line in block.split("\n") if ": " in line and not line.startswith(":")
            )
            self.place = fields.get("id", self.place)
            if "event" in fields:
                found.append((fields["event"], json.loads(fields["data"])))
        return found

    @property
    def happened(self) -> list[str]:
        """The names of the events that were told."""
        return [content["name"] for kind, content in self.told if kind == "happened"]

    async def until(self, *names: str, seconds: float = 5.0) -> None:
        """Wait until these, and no others, were told."""
        async with asyncio.timeout(seconds):
            while self.happened != list(names):
                await asyncio.sleep(0.02)


@asynccontextmanager
async def reading(
    console: Any, *counties: str, query: str = "", place: str | None = None, **claims: Any
) -> AsyncIterator[Reader]:
    token = console.issuer.token(COORDINATOR, counties=counties, **claims)
    reader = Reader(console.service.app, token, query, place)
    running = asyncio.create_task(reader.run())
    async with asyncio.timeout(5):
        while (
            not any(kind == "here" for kind, _ in reader.told)
            and not place
            and "since" not in query
            and not running.done()
        ):
            await asyncio.sleep(0.02)
    try:
        yield reader
    finally:
        reader.gone.set()
        async with asyncio.timeout(5):
            await running


async def test_a_new_event_is_told_within_a_second(console: Any, life: Any) -> None:
    async with reading(console, POLK) as reader:
        await life.closes(POLK, uuid7())
        await reader.until("CaseClosed", seconds=1.0)
        await life.closes(POLK, uuid7())
        await reader.until("CaseClosed", "CaseClosed", seconds=1.0)
    assert reader.status == 200


async def test_another_countys_event_is_not_told(console: Any, life: Any) -> None:
    async with reading(console, POLK) as reader, reading(console, POLK, STORY, query=f"county={STORY}") as narrowed:
        await life.closes(STORY, uuid7())
        await life.closes(POLK, uuid7())
        await reader.until("CaseClosed")
        await narrowed.until("CaseClosed")
        await asyncio.sleep(0.6)
    assert [content["county"] for kind, content in reader.told if kind == "happened"] == [POLK]
    assert [content["county"] for kind, content in narrowed.told if kind == "happened"] == [STORY]


async def test_a_reader_goes_on_where_they_were_left(console: Any, life: Any) -> None:
    async with reading(console, POLK) as reader:
        await life.closes(POLK, uuid7())
        await reader.until("CaseClosed")
    await life.asks_for_partner(POLK, life.iowa, uuid7(), "waiting")
    async with reading(console, POLK, place=reader.place) as again:
        await again.until("CaseOpened", "SupportRequested")


async def test_what_was_committed_late_is_told_though_it_began_early(console: Any, life: Any) -> None:
    early = console.sealed(CandidateOptedOut(person=uuid7()), POLK)
    record = next(iter(console.service.subscribers[1].handlers.values()))[0].use_case
    async with reading(console, POLK) as reader:
        async with console.runtime.work([POLK]) as slow:
            await record(slow, [early])
            await life.closes(POLK, uuid7())
            await reader.until("CaseClosed")
        await reader.until("CaseClosed", "CandidateOptedOut")


async def test_the_feed_ends_when_the_token_does(console: Any) -> None:
    token = console.issuer.token(COORDINATOR, counties=(POLK,), exp=int(real_now().timestamp()) + 2)
    reader = Reader(console.service.app, token)
    async with asyncio.timeout(6):
        await reader.run()
    assert reader.told[-1][0] == "signed-out"


async def test_a_reader_who_does_not_read_is_dropped(console: Any, life: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream.EventStream.__init__, "__defaults__", (0.3,))
    token = console.issuer.token(COORDINATOR, counties=(POLK,))
    reader = Reader(console.service.app, token)
    running = asyncio.create_task(reader.run())
    while "here" not in reader.text:
        await asyncio.sleep(0.02)
    reader.awake.clear()
    await life.closes(POLK, uuid7())
    async with asyncio.timeout(5):
        await running
    assert len(console.service.app.state.console.bell) == 0


async def test_there_are_no_more_readers_than_a_process_can_serve(console: Any) -> None:
    bell = console.service.app.state.console.bell
    with ExitStack() as all_of_them:
        for _ in range(200):
            all_of_them.enter_context(bell.listening([POLK]))
        async with console.client(COORDINATOR, counties=(POLK,)) as http:
            assert (await http.get("/live")).status_code == 503


@pytest.mark.parametrize("place", ["1:1:", "999999999999:999999999999:", "1:5:9"])
async def test_a_place_that_is_none_begins_anew(console: Any, life: Any, place: str) -> None:
    async with reading(console, POLK, place=place) as reader:
        await asyncio.sleep(0.5)
        await life.closes(POLK, uuid7())
        async with asyncio.timeout(5):
            while "CaseClosed" not in reader.happened:
                await asyncio.sleep(0.02)
    assert reader.status == 200


def test_only_what_postgresql_writes_is_a_place() -> None:
    assert is_place("10:20:11,12")
    assert is_place("10:10:")
    assert not any(
        map(is_place, ["", "0:0:", "10:5:", "1:9:9", "1:9:3,2", "1:9:2,2", "1:9:2;drop", "1:9:" + "1," * 300])
    )
