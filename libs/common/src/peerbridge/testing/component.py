"""One service against a real database, without Kafka: events are delivered as records, time moves by hand, news is read from the outbox.

async with component(main.service, Settings, urls) as matching:
await matching.hears(PartnerCertified(...), county="19153")
async with matching.client(COORDINATOR, counties=("19153",)) as http: ...
assert matching.announced == [MatchProposed]
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import httpx
from starlette.routing import BaseRoute, Match, Route

from peerbridge.clock import Clock, SettableClock
from peerbridge.database.provision import Urls
from peerbridge.database.scope import NOTHING
from peerbridge.elected import Elected, Term, undisputed
from peerbridge.events.base import Event
from peerbridge.events.catalogue import EVENTS
from peerbridge.events.envelope import from_headers
from peerbridge.jobs import JobWorker
from peerbridge.life import Pulse
from peerbridge.messaging.heard import decode
from peerbridge.messaging.unit import Counts, Unit
from peerbridge.schedules import Loop, Sweep
from peerbridge.service import Service
from peerbridge.settings import ServiceSettings
from peerbridge.testing.records import FakeLog, LogRecord
from peerbridge.testing.tokens import ISSUER, TestIssuer
from peerbridge.web.route import UnitRoute
from peerbridge_local.eye import Eye

__all__ = ["Component", "component", "walked"]

ALL_COUNTIES = """
SELECT set_config('peerbridge.counties', (SELECT coalesce(string_agg(county, ','), '') FROM counties), false),
       set_config('peerbridge.platform', 'on', false)
"""
S = TypeVar("S", bound=ServiceSettings)


class Component:
    """A service under test. Its loops do not run; the test delivers, sweeps and asks."""

    def __init__(self, service: Service, clock: SettableClock, urls: Urls) -> None:
        self.service, self.clock, self.urls = service, clock, urls
        self.runtime, self.log, self.issuer = service.runtime, FakeLog(), TestIssuer()
        self.runtime.tokens = self.issuer.verifier()
        self.runtime.started = True
        self.terms: dict[str, Term] = {}
        """What the elected process would have in memory. Cleared, it is as after a kill."""
        self._seen = self._audit = 0
        self._owners_eye, self._relays_eye = Eye(urls.owner, ALL_COUNTIES), Eye(urls.relay, ALL_COUNTIES)
        self._one_step = asyncio.Lock()

    def sealed(
        self, event: Event, county: str, shared_with: Iterable[str] = (), correlation: UUID | None = None
    ) -> Event:
        """An event as if its producer had published it now, in business time."""
        return self.log.seal(
            event, county=county, shared_with=shared_with, time=self.clock.now(), correlation=correlation
        )

    async def hears(self, *events: Event, county: str | None = None, shared_with: Iterable[str] = ()) -> Counts:
        """Deliver these events in this order, each topic's in one batch while the topic stays the same. Failures are raised."""
        counts = Counts()
        for event in events:
            if county is not None:
                self.sealed(event, county, shared_with)
            counts = await self.hears_records(self.log.record(event))
        return counts

    async def hears_batch(self, *events: Event) -> Counts:
        """Deliver sealed events of one topic as one unit."""
        return await self.hears_records(*(self.log.record(event) for event in events))

    async def hears_records(self, *records: LogRecord) -> Counts:
        """Deliver records of one topic as one unit, through decoding, inbox, parking and waves."""
        subscriber = next((s for s in self.service.subscribers if s.topic == records[0].topic), None)
        assert subscriber is not None, f"{self.service.name} does not hear {records[0].topic}"
        heard = [item for record in records if (item := decode(record, subscriber))]
        positions = {(record.topic, record.partition): record.offset + 1 for record in records}
        return await Unit(subscriber.topic, heard, positions, len(records) - len(heard)).run(self.runtime.consumers)

    @asynccontextmanager
    async def client(
        self, *roles: str, counties: tuple[str, ...] = (), person: UUID | None = None, subject: str | None = None
    ) -> AsyncIterator[httpx.AsyncClient]:
        """An HTTP client of the service's API under a token of these roles; without roles it has none."""
        headers = (
            {"Authorization": f"Bearer {self.issuer.token(*roles, counties=counties, person=person, subject=subject)}"}
            if roles
            else {}
        )
        transport = httpx.ASGITransport(app=self.service.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://service.test",
            headers=headers,
            event_hooks={"response": [self._audited]},
        ) as client:
            yield client

    async def _audited(self, answer: httpx.Response) -> None:
        """In every test: no answer without its audit row, but of what is public or about no person."""
        request = answer.request
        scope = {"type": "http", "method": request.method, "path": request.url.path, "root_path": ""}
        route = next((r for r in walked(self.service.app.routes) if r.matches(scope)[0] is Match.FULL), None)
        if not isinstance(route, UnitRoute) or route.public or route.impersonal or answer.is_error:
            return
        if "idempotency-replayed" in answer.headers or answer.headers.get("location", "").startswith("/login"):
            return
        async with self.runtime.api.unit_of_work(NOTHING, read_only=True, even_closed=True) as work:
            last: int = await (await work.raw()).fetchval("SELECT last_id FROM peerbridge_audit_state()")
        story = UUID(answer.headers["x-correlation-id"])  # of several at once, the first may have found the rows of all
        left = last > self._audit or await self.owner("SELECT 1 FROM audit WHERE correlation = $1", story)
        assert left, f"{request.method} {route.path} left no audit row"
        self._audit = last

    async def sweep(self, *names: str) -> int:
        """Run these sweeps (all of them without names) for every county, until nothing is due; how many things they acted on."""
        acted = 0
        for schedule in self.service.loops.schedules:
            if isinstance(schedule, Sweep) and (not names or schedule.name in names):
                for county in await self.runtime.counties():
                    async with self.runtime.work([county]) as work:
                        acted += await schedule.run(work, 500)
        return acted

    async def step(self, name: str) -> bool:
        """One step of a loop of the service's own."""
        loop = next(s for s in self.service.loops.schedules if isinstance(s, Loop) and s.name == name)
        return await loop.step(self.runtime)

    async def work_off_jobs(self) -> None:
        """Run jobs, and what an elected process does, until nothing is due."""
        worker: JobWorker = self.service.loops.jobs
        while await worker.step() or await self._elected():
            continue

    async def rest(self) -> None:
        """What an elected process does while there is nothing to do at once."""
        await self.work_off_jobs()
        async with self._one_step:
            for term in self.terms.values():
                await term.rest()

    async def _elected(self) -> bool:
        """One step of all work that this service elects a process for, one at a time; whether there is more at once."""
        async with self._one_step:
            return await self._step_elected()

    async def _step_elected(self) -> bool:
        more = False
        for each in (one for one in self.service.loops.schedules if isinstance(one, Elected)):
            for subject in await each.subjects(self.runtime):
                term = self.terms.get(subject) or each.begin(self.runtime, subject, Pulse(each.name), undisputed)
                self.terms[subject] = term
                more = await term.step() or more
        return more

    def passes(self, **time: float) -> None:
        """Let business time pass: `passes(days=3)`."""
        self.clock.move(timedelta(**time))

    async def news(self) -> list[Event]:
        """Everything announced so far, in order, with envelopes."""
        rows = await self.owner("SELECT payload, headers FROM outbox ORDER BY id")
        return [_event(row["payload"], row["headers"]) for row in rows]

    async def announced(self) -> list[type[Event]]:
        """The types of what was announced since the last time it was asked, in order."""
        news = await self.news()
        since, self._seen = news[self._seen :], len(news)
        return [type(event) for event in since]

    async def owner(self, statement: str, *values: Any) -> Sequence[Any]:
        """Look into the database as a test may: rows of all counties (the owner's eye, or the relay's for the outbox)."""
        eye = self._relays_eye if "outbox" in statement or "published" in statement else self._owners_eye
        return await eye.rows(statement, *values)

    async def close(self) -> None:
        """Look into the database no more; the service's own connections are its own."""
        await self._owners_eye.close()
        await self._relays_eye.close()

    async def rows(self, statement: str, *values: Any, counties: Iterable[str] = ()) -> Sequence[Any]:
        """Read rows as the application under a scope."""
        async with self.runtime.work(counties) as work:
            found: Sequence[Any] = await (await work.raw()).fetch(statement, *values)
        return found


def walked(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Every address of an application, those of its routers included."""
    for route in routes:
        inner = getattr(getattr(route, "original_router", None), "routes", None) or getattr(route, "routes", None)
        yield from walked(inner) if inner and not isinstance(route, Route) else (route,)


def _event(payload: bytes, headers: str) -> Event:
    about = from_headers([(name, value.encode()) for name, value in json.loads(headers).items()])
    return EVENTS[about.type].heard(payload, about)


@asynccontextmanager
async def component(
    build: Callable[[S, Clock], Service], settings: type[S], urls: Urls, **values: Any
) -> AsyncIterator[Component]:
    """The service of `build` on the database at `urls`, at a clock the test moves; `values` are further settings."""
    clock = SettableClock()
    read = settings(
        database_url=urls.app,
        relay_database_url=urls.relay,
        kafka_bootstrap="127.0.0.1:1",
        oidc_issuer=ISSUER,
        pool=5,
        **values,
    )
    made = Component(build(read, clock), clock, urls)
    try:
        yield made
    finally:
        await made.close()
        await made.runtime.close()
