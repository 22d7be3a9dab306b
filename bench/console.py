"""Console with a million events stored: how long its pages take, and how far its live feed is behind, both at once and open loop.

A coordinator of the county with the most events and a state officer of all counties ask pages of the whole system, where every service
answers; meanwhile events are published, and both readers have their feeds open.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from uuid import UUID

import asyncpg
import httpx
import uvloop
from aiokafka import AIOKafkaProducer

from bench.rig import CASES, quantile, wipe
from bench.stored import places, store
from bench.whole import fresh_databases, tell
from peerbridge.clock import real_now
from peerbridge.events.cases import CaseOpened
from peerbridge.events.envelope import Envelope, to_headers
from peerbridge.ids import uuid7
from peerbridge_demo.story import Trial, trial

ROUNDS: Final = 8  # of all pages, by each reader
WARMING_UP: Final = 1  # rounds in which connections are opened and statements prepared; not counted
PAGE_EVERY: Final = 0.5  # seconds, of each reader
EVENT_EVERY: Final = 0.2
PATIENCE: Final = 30.0  # seconds for the last event to come down the feeds
SOME: Final = 200  # cases and events of which one is drawn
IDS: Final = """
SELECT 'cases' AS kind, array_agg(case_id) AS ids FROM (
    SELECT DISTINCT case_id FROM mark WHERE slot = 'case' AND county = ANY ($1) ORDER BY 1 LIMIT 100000) AS c
UNION ALL SELECT 'events', array_agg(id) FROM (SELECT id FROM event TABLESAMPLE SYSTEM (2) WHERE county = ANY ($1)) AS e
"""


@dataclass
class Reader:
    """Somebody at the console: their counties, what they open, and how long each page took them."""

    role: str
    counties: tuple[str, ...]
    county: str
    token: str
    ids: Mapping[str, list[UUID]]
    chance: Random
    spans: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    heard: dict[str, float] = field(default_factory=dict)

    def round(self) -> list[tuple[str, str]]:
        """All pages in an order of chance: no page always pays for the one before."""
        pages = self.pages()
        self.chance.shuffle(pages)
        return pages

    def pages(self) -> list[tuple[str, str]]:
        """Every page by name, with its address."""
        case, event, deep = (self.chance.choice(self.ids[kind]) for kind in ("cases", "events", "events"))
        return [
            ("overview", "/"),
            ("overview of a county", f"/?county={self.county}"),
            ("events", "/events"),
            ("events, deep", f"/events?before={deep}"),
            ("events of a county and kind", f"/events?county={self.county}&type=CaseClosed"),
            ("events, deep, of a kind", f"/events?type=MatchEnded&before={deep}"),
            ("events that a number counts", "/events?stage=identified"),
            ("cases", "/cases"),
            ("open cases, deep", f"/cases?status=open&before={deep}"),
            ("case", f"/cases/{case}"),
            ("event", f"/events/{event}"),
            ("operations", "/operations"),
        ]

    @asynccontextmanager
    async def browser(self, url: str) -> AsyncIterator[httpx.AsyncClient]:
        """A client that keeps its connections."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "text/html"}
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as http:
            yield http

    async def read(self, url: str, started: float) -> None:
        """Ask for page after page, each at its due time."""
        plan = [(n, *page) for n in range(ROUNDS) for page in self.round()]
        async with self.browser(url) as http:
            asking = [self._ask(http, started + at * PAGE_EVERY, *each) for at, each in enumerate(plan)]
            await asyncio.gather(*asking)

    async def _ask(self, http: httpx.AsyncClient, due: float, number: int, page: str, path: str) -> None:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        answer = await http.get(path)
        assert answer.status_code == httpx.codes.OK, f"{self.role} {path}: {answer.status_code}"
        if number >= WARMING_UP:
            self.spans[page].append(time.monotonic() - due)

    async def watch(self, url: str, ready: asyncio.Event) -> None:
        """Until cancelled: note when each event came down the feed."""
        async with self.browser(url) as http, http.stream("GET", "/live", timeout=None) as answer:
            assert answer.status_code == httpx.codes.OK, answer.status_code
            async for line in answer.aiter_lines():
                if line == "event: here":
                    ready.set()
                elif line.startswith('data: {"id": '):
                    self.heard[json.loads(line[6:])["id"]] = time.monotonic()


async def readers(server: str, world: Trial) -> list[Reader]:
    """A coordinator of the county with the most events, and a state officer of all."""
    every = tuple(county for county, _ in places())
    connection = await asyncpg.connect(server)
    try:
        found = []
        for role, counties in (("coordinator", every[:1]), ("state_officer", every)):
            chance = Random(role)
            rows = await connection.fetch(IDS, list(counties))
            ids = {row["kind"]: chance.choices(row["ids"], k=SOME) for row in rows}
            token = await world.token(role, counties)
            found.append(Reader(role, counties, every[0], token, ids, chance))
        return found
    finally:
        await connection.close()


async def publish(
    bootstrap: str, counties: tuple[str, ...], started: float, number: int
) -> dict[str, tuple[str, float]]:
    """Publish openings at their due times, every other one in the first county; id → county, due."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    await producer.start()
    told = {}
    try:
        for n in range(number):
            due = started + n * EVENT_EVERY
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            county = counties[n % len(counties) if n % 2 else 0]
            event = CaseOpened(case=uuid7(), opened_on=real_now().date(), case_type="dependency", parents=(uuid7(),))
            about = Envelope(
                uuid7(), "peerbridge/recruitment", event.type, event.subject, real_now(), county, (), 1, uuid7()
            )
            told[str(about.id)] = county, due
            sealed = event.sealed(about)
            await producer.send(CASES, value=sealed.payload(), key=event.subject.encode(), headers=to_headers(about))
    finally:
        await producer.stop()
    return told


async def load(world: Trial, everyone: list[Reader], bootstrap: str) -> list[float]:
    """Pages, events and feeds at once; how long each event took to each feed. Raises: SystemExit, where one did not come."""
    url = world.addresses.services["console"]
    feeds = [(reader, asyncio.Event()) for reader in everyone]
    watching = [asyncio.create_task(reader.watch(url, ready)) for reader, ready in feeds]
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(ready.wait() for _, ready in feeds))
    started = time.monotonic() + 0.5
    number = round(ROUNDS * len(everyone[0].pages()) * PAGE_EVERY / EVENT_EVERY)
    publishing = asyncio.create_task(publish(bootstrap, everyone[-1].counties, started, number))
    starts = [started + at * PAGE_EVERY / len(everyone) for at, _ in enumerate(everyone)]
    await asyncio.gather(*(reader.read(url, start) for reader, start in zip(everyone, starts, strict=True)))
    told = await publishing
    wanted = [
        (reader, event) for reader in everyone for event, (county, _) in told.items() if county in reader.counties
    ]
    until = time.monotonic() + PATIENCE
    while any(event not in reader.heard for reader, event in wanted) and time.monotonic() < until:
        await asyncio.sleep(0.1)
    for task in watching:
        task.cancel()
    ended = await asyncio.gather(*watching, return_exceptions=True)
    missing = sum(event not in reader.heard for reader, event in wanted)
    if missing:
        raise SystemExit(f"{missing} of {len(wanted)} events did not come down the feeds: {ended}")
    return [reader.heard[event] - told[event][1] for reader, event in wanted]


async def measure(admin_url: str, bootstrap: str, number: int) -> None:
    """Store `number` events, start the system, load it."""
    await wipe(bootstrap)
    databases = await fresh_databases(admin_url)
    server = databases["console"].on(admin_url)
    began = time.monotonic()
    stored = await store(server, databases["console"], number)
    filled = time.monotonic() - began
    async with trial("bench-console", admin_url, bootstrap, databases) as world:
        everyone = await readers(server, world)
        behind = await load(world, everyone, bootstrap)
    about: dict[str, Any] = {"stored": stored, "fill_seconds": filled}
    pages = {
        f"{reader.role}: {page}": round(quantile(sorted(spans), 0.95) * 1000, 1)
        for reader in everyone
        for page, spans in reader.spans.items()
    }
    every = [span for reader in everyone for spans in reader.spans.values() for span in spans]
    tell("console", every, "page ", **about, p95_by_page=pages, services="all five answer")
    tell("console", behind, "live ", **about, events_per_second=1 / EVENT_EVERY)


if __name__ == "__main__":
    uvloop.run(measure(sys.argv[2], sys.argv[3], int(sys.argv[4])))
