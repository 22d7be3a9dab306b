"""What every benchmark starts from: fresh databases and topics on real servers, events of the published language, samples kept."""

import asyncio
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from peerbridge.database.provision import Urls
from peerbridge.events.base import Event
from peerbridge.events.cases import CaseClosed
from peerbridge.events.envelope import Envelope, to_headers
from peerbridge.ids import uuid7
from peerbridge.messaging.topics import create_topics
from peerbridge.runtime import Runtime
from peerbridge.settings import ServiceSettings

__all__ = [
    "CASES",
    "POLK",
    "Sample",
    "closures",
    "fill",
    "number_of",
    "quantile",
    "ready",
    "settings_of",
    "wipe",
]

POLK = "19153"
CASES = "peerbridge.cases"
RESULTS = Path(__file__).parent / "results"
NOBODY = "postgresql://nobody@127.0.0.1:1/none"  # where the relay's address leads of a service that is not to relay


@dataclass(slots=True)
class Sample:
    """One measured run of one row."""

    row: str
    variant: str
    value: float
    unit: str
    about: dict[str, Any] = field(default_factory=dict)

    def print(self) -> None:
        """As one line that the runner reads."""
        sys.stdout.write("SAMPLE " + json.dumps(asdict(self)) + "\n")
        sys.stdout.flush()


def closures(number: int, keys: int | Sequence[UUID]) -> list[Event]:
    """`number` sealed closures over these cases or so many new ones, in turn, with the parents and envelope of real ones."""
    cases = [uuid7() for _ in range(keys)] if isinstance(keys, int) else keys
    now = datetime.now(UTC)
    events: list[Event] = []
    for n in range(number):
        case: UUID = cases[n % len(cases)]
        event = CaseClosed(
            case=case, closure=uuid7(), closed_on=date(2026, 1, 1 + n % 28), exit_reason="reunification", code_list="afcars_2020",
            case_type="dependency", referred=False, parents=(uuid7(), uuid7()),
        )  # fmt: skip
        about = Envelope(
            uuid7(), "peerbridge/recruitment", event.type, event.subject, now, POLK, (), n // len(cases) + 1, uuid7()
        )
        events.append(event.sealed(about))
    return events


def settings_of(urls: Urls, bootstrap: str, *, relays: bool = False) -> ServiceSettings:
    """A service's settings on this database, with its own relay or without one."""
    return ServiceSettings(
        database_url=urls.app, relay_database_url=urls.relay if relays else NOBODY, kafka_bootstrap=bootstrap,
        oidc_issuer="https://issuer.test",
    )  # fmt: skip


def number_of(counter: Any) -> float:
    """What one of this process's counters stands at; prometheus has no public reading."""
    value: float = counter._value.get()  # noqa: SLF001 (see above)
    return value


async def ready(runtime: Runtime) -> None:
    """Return when the service's first consumer knows where its partitions stand."""
    while not runtime.consumer_list or not runtime.consumer_list[0].positions.ready:
        await asyncio.sleep(0.005)


async def wipe(bootstrap: str) -> None:
    """The catalogue's topics, empty."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        mine = [topic for topic in await admin.list_topics() if topic.startswith("peerbridge.")]
        if mine:
            await admin.delete_topics(mine)
            while any(topic in mine for topic in await admin.list_topics()):
                await asyncio.sleep(0.1)
    finally:
        await admin.close()
    await create_topics(bootstrap)
    await asyncio.sleep(1)


async def fill(bootstrap: str, events: Iterable[Event]) -> None:
    """Write events to Kafka, pipelined."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, max_batch_size=65536)
    await producer.start()
    try:
        futures = [
            await producer.send(e.topic, value=e.payload(), key=e.subject.encode(), headers=to_headers(e.about))
            for e in events
        ]
        await asyncio.gather(*futures)
    finally:
        await producer.stop()


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which this share of an ordered list lies."""
    return ordered[int(share * (len(ordered) - 1))]


def summary(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, least and most."""
    return median(values), min(values), max(values)
