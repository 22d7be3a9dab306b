"""One service with one bug on servers of a test: started, loaded, killed, and read by the same reader as the whole system."""

import asyncio
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaProducer

from peerbridge.database.provision import Urls
from peerbridge.events.cases import CaseClosed
from peerbridge.ids import uuid7
from peerbridge.testing.records import FakeLog
from peerbridge_demo.system.environment import machine_environment
from peerbridge_faults.reader import Finding, Ledger, Seen, check_all
from peerbridge_faults.reader.declared import Declared, declared
from peerbridge_faults.reader.quiet import quiet
from peerbridge_faults.reader.records import ends_of, read_topics
from peerbridge_faults.reader.rows import read_place
from peerbridge_faults.stage import DOCS, SITE
from peerbridge_local.children import Child
from peerbridge_local.home import Home
from peerbridge_local.ports import free_port

__all__ = ["POLK", "Subject", "closures", "renamed"]

POLK: Final = "19153"
FIRST_DAY: Final = date(2026, 1, 1)
LOOK_SECONDS: Final = 0.05


@dataclass
class Subject:
    """A service under trial. `prefix`: of its topics, so that many run side by side; `bug`: what is planted in it."""

    home: Home
    service: str
    module: tuple[str, ...]
    bug: str
    prefix: str
    admin_url: str
    urls: Urls
    bootstrap: str
    environment: Mapping[str, str] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    port: int = field(default_factory=free_port)
    children: dict[str, Child] = field(default_factory=dict)
    hears: Sequence[str] = ("peerbridge.cases",)
    says: Sequence[str] = ("peerbridge.matches",)

    @property
    def database(self) -> str:
        """A superuser's address of its database."""
        return self.urls.on(self.admin_url)

    def start(self, crash: str = "", group: str = "") -> None:
        """Start it with its bug; to die at a point; as one more member beside the first, in a group of its own."""
        told = {
            **machine_environment(), "PYTHONPATH": str(SITE), "FAULTS_PLANT": self.bug, "FAULTS_TOPICS": self.prefix,
            "FAULTS_GROUP": group, "PEERBRIDGE_DATABASE_URL": self.urls.app, "PEERBRIDGE_RELAY_DATABASE_URL": self.urls.relay,
            "PEERBRIDGE_KAFKA_BOOTSTRAP": self.bootstrap, "PEERBRIDGE_OIDC_ISSUER": "http://127.0.0.1:1", "PEERBRIDGE_DEMO": "1",
            "PEERBRIDGE_PORT": str(free_port() if group else self.port), "PEERBRIDGE_REPLICA": "0", "PEERBRIDGE_CRASH_AT": crash,
            "PEERBRIDGE_LOG_LEVEL": "WARNING", **self.environment,
        }  # fmt: skip
        name = f"{self.prefix}{self.service}{group}"
        self.children[group] = self.home.start(name, [sys.executable, *self.module], env=told)

    async def died(self, patience: float = 120.0) -> None:
        """Return when it has ended by itself. Raises: TimeoutError."""
        async with asyncio.timeout(patience):
            while self.children[""].alive:
                await asyncio.sleep(LOOK_SECONDS)

    async def stop(self) -> None:
        """Ask all its processes to end."""
        for child in self.children.values():
            await asyncio.to_thread(child.stop)

    async def send(self, records: Iterable[Any]) -> None:
        """Write records to the topics it hears, in their order."""
        producer = AIOKafkaProducer(bootstrap_servers=self.bootstrap, acks="all", enable_idempotence=True)
        await producer.start()
        try:
            sent = [
                await producer.send(
                    self.prefix + each.topic, each.value, key=each.key, headers=list(each.headers), partition=0
                )
                for each in records
            ]
            await asyncio.gather(*sent)
        finally:
            await producer.stop()

    async def execute(self, statement: str, *values: Any) -> None:
        """Change its database from outside."""
        connection = await asyncpg.connect(self.database, timeout=30)
        try:
            await connection.execute(statement, *values)
        finally:
            await connection.close()

    async def until(self, statement: str, patience: float = 120.0) -> None:
        """Wait until a statement finds a row. Raises: TimeoutError."""
        connection = await asyncpg.connect(self.database, timeout=30)
        try:
            async with asyncio.timeout(patience):
                while not await connection.fetch(statement):
                    await asyncio.sleep(LOOK_SECONDS)
        finally:
            await connection.close()

    async def settle(self, patience: float) -> list[str]:
        """Until it is quiet, or nothing has moved for so long (a bug may keep it from ever being)."""
        await self.until("SELECT 1 FROM clock")  # it has begun
        return await quiet(self.bootstrap, {self.service: self.database}, self.topics, patience)

    @property
    def topics(self) -> list[str]:
        """What it hears and says."""
        return [self.prefix + topic for topic in dict.fromkeys((*self.hears, *self.says))]

    async def judged(self) -> list[Finding]:
        """What the reader finds."""
        place = await read_place(self.service, self.database)
        ends = await ends_of(self.bootstrap, self.topics)
        logs = self.home.folder.glob(f"{self.prefix}*.log")
        self.ledger.texts.update({log.name: log.read_text(errors="replace") for log in logs})
        told = renamed(declared(DOCS), self.prefix)
        records = await read_topics(self.bootstrap, self.topics)
        return await check_all(Seen(records, {self.service: place}, told, self.ledger, ends))


def renamed(told: Declared, prefix: str) -> Declared:
    """The declarations, with the topics' names as this subject's processes use them."""
    topics = {prefix + name: replace(topic, name=prefix + name) for name, topic in told.topics.items()}
    return Declared(topics, told.ids, {**told.consumers, "peerbridge.CaseClosed.v1": ("sample",)})


def closures(keys: int, times: int, log: FakeLog | None = None, things: Sequence[UUID] = ()) -> list[Any]:
    """Records of so many closures of each of so many cases, in turn; the day tells the order."""
    log, records = log or FakeLog(), []
    cases = things or [uuid7() for _ in range(keys)]
    for nth in range(times):
        for case in cases:
            event = CaseClosed(
                case=case, closure=uuid7(), closed_on=FIRST_DAY + timedelta(days=nth), exit_reason="reunification",
                code_list="afcars_2020", case_type="dependency", referred=False, parents=(uuid7(),),
            )  # fmt: skip
            records.append(log.record(log.seal(event, county=POLK, source="peerbridge/recruitment")))
    return records
