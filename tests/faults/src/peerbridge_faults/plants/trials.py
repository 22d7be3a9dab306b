"""Trials side by side: each has a database and topics of its own on servers they share; what the reader found is their answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from peerbridge.clock import BusinessClock, real_now
from peerbridge.testing.kafka import KafkaServer
from peerbridge.testing.postgres import PostgresServer
from peerbridge.testing.sample import make_sample_database
from peerbridge_demo.system import ISSUER, Servers, System
from peerbridge_demo.system.environment import service_environment
from peerbridge_faults.load.player import NotingPlayer
from peerbridge_faults.plants.kit import Subject
from peerbridge_faults.plants.scenarios import SCENARIOS
from peerbridge_faults.plants.told import HEARS, SAYS, TELLING, Telling
from peerbridge_faults.reader import Finding
from peerbridge_local.home import Home
from peerbridge_local.mail import MailSink
from peerbridge_local.ports import free_port

__all__ = ["Trials"]

SIDE_BY_SIDE: Final = 4  # processes start on two cores
PATIENCE, WITH_BUG = 120.0, 20.0  # seconds: a sound service comes to rest; one with a bug may never
SAMPLE: Final = (
    "from peerbridge.testing.sample import main; main()"  # as a module of its own name, which a bug can change
)
MONDAY: Final = datetime(2026, 1, 5, 18, tzinfo=UTC)


@dataclass
class Trials:
    """Where trials take place."""

    postgres: PostgresServer
    kafka: KafkaServer
    home: Home
    issuer: int = field(default_factory=free_port)
    _number: int = 0
    _issuer: System | None = None

    def __post_init__(self) -> None:
        self._room, self._one = asyncio.Semaphore(SIDE_BY_SIDE), asyncio.Lock()

    async def sample(self, bug: str, scenario: str) -> list[Finding]:
        """The chassis' sample service with a bug (or none) in a scenario."""
        async with self._room:
            async with self._one:
                prefix = self._prefix()
                urls = await make_sample_database(self.postgres.admin_url)
                await self.kafka.create(f"{prefix}peerbridge.cases", f"{prefix}peerbridge.matches")
            module, admin = ("-c", SAMPLE), self.postgres.admin_url
            subject = Subject(self.home, "sample", module, bug, prefix, admin, urls, self.kafka.bootstrap)
            try:
                await SCENARIOS[scenario](subject, WITH_BUG if bug else PATIENCE)
                return await subject.judged()
            finally:
                await subject.stop()
                await self.postgres.drop(urls)

    async def telling(self, bug: str, way: str) -> list[Finding]:
        """Notification with a bug (or none), one way of telling people."""
        async with self._room, self._notification(bug) as trial:
            await TELLING[way](trial, WITH_BUG if bug else PATIENCE)
            trial.note_mails()
            return await trial.subject.judged()

    @asynccontextmanager
    async def _notification(self, bug: str) -> AsyncIterator[Telling]:
        async with self._one:
            prefix = self._prefix()
            urls = await self.postgres.database("notification")
            await self.kafka.create(*(prefix + topic for topic in HEARS))
        mail = MailSink()
        mail.start()
        servers = Servers(self.kafka.bootstrap, mail.host, mail.port, {"notification": urls})
        system = System(self.home, servers, BusinessClock(MONDAY, real_now()), {ISSUER: self.issuer})
        await self._keys(system)
        port = system.ports["notification"]
        told = service_environment(
            "notification", port, servers, system.addresses, system.clock, self.home.folder / f"audit-{prefix}"
        )
        subject = Subject(
            self.home, "notification", ("-m", "peerbridge.service", "notification"), bug, prefix, self.postgres.admin_url,
            urls, self.kafka.bootstrap, environment={n: v for n, v in told.items() if n.startswith("PEERBRIDGE_")},
            port=port, hears=HEARS, says=SAYS,
        )  # fmt: skip
        player = NotingPlayer(system.addresses, system.tokens, ("53033",))
        player.ledger = subject.ledger
        try:
            yield Telling(subject, system, player, mail)
        finally:
            await subject.stop()
            await player.__aexit__()
            await system.tokens.close()
            mail.stop()
            await self.postgres.drop(urls)

    async def _keys(self, system: System) -> None:
        """One issuer for all."""
        async with self._one:
            if self._issuer is None:
                self._issuer = system
                system.start(ISSUER)
        await self._issuer.ready(ISSUER)

    def _prefix(self) -> str:
        self._number += 1
        return f"{self.kafka.prefix()}{self._number}."
