"""consume → inbox + state + outbox in one process: the chassis, the same rows written raw by COPY, and the tutorial way."""

import asyncio
import gc
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter, process_time
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import uvloop
from faststream.kafka import KafkaBroker
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from bench.rig import CASES, POLK, Sample, closures, fill, number_of, ready, settings_of, wipe
from bench.statements import Statements
from peerbridge.clock import Clock
from peerbridge.database import rows
from peerbridge.database.provision import Urls
from peerbridge.database.work import UnitOfWork
from peerbridge.events.cases import CaseClosed
from peerbridge.events.matches import SupportWithdrawn
from peerbridge.messaging.subscriber import Subscriber
from peerbridge.service import Service
from peerbridge.settings import ServiceSettings
from peerbridge.testing.sample import Base, Thing, make_sample_database

KEYS, UNIT = 5000, 500
STAND = """
INSERT INTO positions (topic, partition, next_offset) VALUES ($1, 0, $2)
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset
"""
LOAD = "SELECT id, times FROM thing WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE"


@dataclass(frozen=True, slots=True)
class Counted:
    """State as the domain holds it."""

    id: UUID
    county: str
    times: int
    heard: str = ""
    shared_with: tuple[str, ...] = ()


async def count(work: UnitOfWork, heard: Sequence[CaseClosed]) -> None:
    """Load locked, decide, store, announce: one state row and one event per heard event."""
    known = {
        row["id"]: row["times"] for row in await (await work.raw()).fetch(LOAD, sorted(event.case for event in heard))
    }
    counted = [Counted(e.case, e.about.county, known.get(e.case, 0) + 1) for e in heard]
    await rows.store(work, counted, into=Thing)
    for event in heard:
        work.announce(
            SupportWithdrawn(request=event.case, reason="case_closed"), county=event.about.county, because=event
        )


def counting(settings: ServiceSettings, clock: Clock | None = None) -> Service:
    """The service under measurement."""
    cases = Subscriber(topic=CASES)
    cases.on(CaseClosed, count)
    return Service(name="sample", settings=settings, tables=Base.metadata, routers=[], subscribers=[cases], clock=clock)


async def chassis(urls: Urls, bootstrap: str, number: int) -> None:
    """Everything of a service but the relay, on topics that are full before it starts; statements counted, its loops' too."""
    await wipe(bootstrap)
    await fill(bootstrap, closures(number, KEYS))
    service = counting(settings_of(urls, bootstrap))
    marks: list[tuple[float, float]] = []
    runtime = service.runtime

    def mark(*_: Any) -> None:
        marks.append((perf_counter(), process_time()))

    gc.collect()
    async with service.app.router.lifespan_context(service.app):
        await ready(runtime)
        mark()
        done = runtime.metrics.heard.labels("sample", CASES, "done")
        with Statements() as statements:
            while number_of(done) < number:
                await asyncio.sleep(0.005)
        mark()
    (wall, cpu), (wall_end, cpu_end) = marks
    about = {"cpu_us": (cpu_end - cpu) / number * 1e6, "statements_per_event": statements.number / number}
    Sample("consume", "chassis", number / (wall_end - wall), "events/s", about).print()
    await check_left(urls, number)


async def check_left(urls: Urls, number: int) -> None:
    """One event waits for the relay per event heard: the raw way writes exactly such rows."""
    connection = await asyncpg.connect(urls.relay)
    left = await connection.fetchval("SELECT count(*) FROM outbox")
    await connection.close()
    assert left == number, f"{left} news of {number} events"


async def raw(urls: Urls, number: int) -> None:
    """Exactly the rows the consumer leaves, by COPY, 500 events per transaction, one connection, rows prepared beforehand."""
    connection = await asyncpg.connect(urls.owner)
    await connection.execute("SELECT set_config('peerbridge.counties', $1, false)", POLK)
    events = closures(number, KEYS)
    units = [events[i : i + UNIT] for i in range(0, number, UNIT)]
    headers = '{"ce_specversion": "1.0", ' + ", ".join(f'"ce_{n}": "{uuid4()}"' for n in "abcdef") + "}"
    payload = SupportWithdrawn(request=uuid4(), reason="case_closed").payload()
    prepared = []
    for unit in units:
        ids = sorted((e.about.id,) for e in unit)
        things: list[tuple[Any, ...]] = [(uuid4(), POLK, [], 1, "") for e in unit]
        streams = [("peerbridge.matches", str(uuid4()), 1, uuid4()) for e in unit]
        outbox = [(uuid4(), "peerbridge.matches", e.subject, payload, headers) for e in unit]
        prepared.append((ids, things, streams, outbox))
    await connection.execute("ALTER TABLE thing NO FORCE ROW LEVEL SECURITY")
    started = perf_counter()
    for n, (ids, things, streams, outbox) in enumerate(prepared):
        async with connection.transaction():
            await connection.copy_records_to_table("inbox", records=ids)
            await connection.copy_records_to_table("thing", records=things)
            await connection.copy_records_to_table("streams", records=streams)
            await connection.copy_records_to_table(
                "outbox", records=outbox, columns=["event_id", "topic", "key", "payload", "headers"]
            )
            await connection.execute(STAND, CASES, n)
    Sample("consume", "raw", number / (perf_counter() - started), "events/s").print()
    await connection.close()


class Closed(BaseModel):
    """The event as a tutorial declares it."""

    case: UUID
    closure: UUID
    exit_reason: str


class TutorialInbox(SQLModel, table=True):
    """Every id that was heard."""

    __tablename__ = "tutorial_inbox"
    id: UUID = Field(primary_key=True)


class TutorialThing(SQLModel, table=True):
    """State."""

    __tablename__ = "tutorial_thing"
    id: UUID = Field(primary_key=True)
    times: int


class TutorialOutbox(SQLModel, table=True):
    """News."""

    __tablename__ = "tutorial_outbox"
    id: int | None = Field(default=None, primary_key=True)
    payload: str


async def tutorial(urls: Urls, bootstrap: str, number: int) -> None:
    """FastStream as its pages show it: one message, one pydantic model, one session, one transaction, one acknowledgement."""
    await wipe(bootstrap)
    await fill(bootstrap, closures(number, KEYS))
    engine = create_async_engine("postgresql+asyncpg://" + urls.owner.split("://", 1)[1])
    async with engine.begin() as connection:
        tables = [SQLModel.metadata.tables[n] for n in ("tutorial_inbox", "tutorial_thing", "tutorial_outbox")]
        await connection.run_sync(lambda c: SQLModel.metadata.create_all(c, tables=tables))
    broker, done, started = KafkaBroker(bootstrap, logger=None), asyncio.Event(), [0.0]
    seen = 0

    @broker.subscriber(CASES, group_id=f"tutorial-{datetime.now(UTC).timestamp()}", auto_offset_reset="earliest")
    async def handle(body: Closed) -> None:
        nonlocal seen
        started[0] = started[0] or perf_counter()
        async with AsyncSession(engine) as session:
            session.add(TutorialInbox(id=uuid4()))
            thing = await session.get(TutorialThing, body.case) or TutorialThing(id=body.case, times=0)
            thing.times += 1
            session.add(thing)
            session.add(TutorialOutbox(payload=body.model_dump_json()))
            await session.commit()
        seen += 1
        if seen == number:
            done.set()

    await broker.start()
    await done.wait()
    Sample("consume", "tutorial", number / (perf_counter() - started[0]), "events/s").print()
    await broker.stop()
    await engine.dispose()


async def main() -> None:
    """`python -m bench.consume VARIANT ADMIN_URL BOOTSTRAP NUMBER`."""
    variant, admin_url, bootstrap, number = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    urls = await make_sample_database(admin_url)
    if variant == "raw":
        await raw(urls, number)
    elif variant == "chassis":
        await chassis(urls, bootstrap, number)
    else:
        await tutorial(urls, bootstrap, number)


if __name__ == "__main__":
    uvloop.run(main())
