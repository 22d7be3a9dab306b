"""The whole system as processes on servers of this run's own, which faults may stop, kill and fill up."""

import asyncio
import os
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx

from peerbridge.clock import BusinessClock, real_now
from peerbridge.database.migrations import migrate
from peerbridge.database.provision import Urls, make_database
from peerbridge.messaging.topics import create_topics
from peerbridge_demo.story import Trial
from peerbridge_demo.story.world import all_counties, all_policies
from peerbridge_demo.system import PROMPTLY, SERVICES, Servers, System, keep_logs
from peerbridge_demo.system.environment import service_environment
from peerbridge_demo.witness import Databases
from peerbridge_faults.brokers import Brokers
from peerbridge_faults.load.people import People
from peerbridge_faults.load.player import NotingPlayer
from peerbridge_faults.load.reports import INTAKE, Reports
from peerbridge_faults.reader import Ledger
from peerbridge_faults.reader.seen import Mail
from peerbridge_faults.small import SmallPostgres
from peerbridge_faults.waiting import Thing, comes
from peerbridge_local.children import Child
from peerbridge_local.home import PROJECT, Home
from peerbridge_local.mail import MailSink
from peerbridge_local.ports import free_port

__all__ = ["DOCS", "SITE", "Stage", "stage"]

DOCS: Final = PROJECT / "docs" / "events"
SITE: Final = Path(__file__).parent / "plants" / "site"
"""A folder whose `sitecustomize` changes a process from outside: only processes started with it on their path know of it."""
SPRING: Final = datetime(2026, 3, 8, 9, 58, 30, tzinfo=UTC)
"""Business time begins 90 seconds before the clocks go forward on the Pacific coast: every run lives through it."""
MEMORY: Final = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)
ROOM: Final = 8 << 30
KNOWN: Final = "SELECT id, parents[1] AS parent FROM cases WHERE source_case = $1"
SAID: Final = "SELECT event_id FROM published WHERE topic = $1 AND key = $2 LIMIT 1"
HEARD: Final = "SELECT 1 AS heard FROM inbox WHERE event_id = $1"
LAST_WORDS: Final = 30  # lines of a log


@dataclass
class Stage:
    """A running system and everything that loads and breaks it. `urls`: a superuser's address of each database."""

    home: Home
    postgres: SmallPostgres
    kafka: Brokers
    mail: MailSink
    system: System
    world: Trial
    reports: Reports
    people: People
    ledger: Ledger
    urls: dict[str, str]
    replicas: dict[str, Child] = field(default_factory=dict)
    expected_dead: set[str] = field(default_factory=set)
    died: list[str] = field(default_factory=list)
    """Services that ended when no fault had them end."""

    def start(self, service: str, **environment: str) -> None:
        """Start a service, as usual or with these variables on top."""
        self.expected_dead.discard(service)
        self.system.start(service, **environment)

    async def stop(self, service: str) -> None:
        """Ask a service to end, and wait."""
        self.expected_dead.add(service)
        await asyncio.to_thread(self.system.stop, service)

    async def died_at(self, service: str, patience: float = 300.0) -> None:
        """Return when a service has ended by itself, as at a crash point; a busy machine takes long to come so far. Raises: DemoError."""
        self.expected_dead.add(service)
        await self.system.died(service, patience)

    def replica(self, service: str) -> Child:
        """A second process of a service, beside the first."""
        port = free_port()
        system = self.system
        told = service_environment(
            service, port, system.servers, system.addresses, system.clock, self.home.folder / "audit"
        )
        argv = [sys.executable, "-m", "peerbridge.service", service]
        child = self.home.start(f"{service}-1", argv, env={**told, "PEERBRIDGE_REPLICA": "1"})
        self.replicas[service] = child
        return child

    async def execute(self, service: str, statement: str, *values: Any) -> None:
        """Change a database from outside, as no service would."""
        await self.world.databases.execute(service, statement, *values)

    async def rows(self, service: str, statement: str, *values: Any) -> list[dict[str, Any]]:
        """What a statement finds in a database."""
        return await self.world.databases.rows(service, statement, *values)

    async def watch(self) -> None:
        """Until cancelled: whoever ends without a fault's leave is noted and started again."""
        while True:
            for name in self.system.dead():
                if name not in self.expected_dead:
                    code = self.system.running[name].process.returncode
                    self.died.append(f"{name} ended with status {code}")
                    self.system.start(name)
            await asyncio.sleep(0.2)

    async def flows(self, *services: str) -> float:
        """Seconds until something reported now has come to these (all without names). Raises: Stuck.

        What comes by way of recruitment is counted from when recruitment has it on its topic: its own trouble is its own.
        """
        began = time.monotonic()
        name = await self.reports.case("open", "close")
        case = await self._comes("recruitment", KNOWN, name, topic=INTAKE)
        slowest = 0.0
        for service in services or SERVICES:
            topic, key = ("partners", case["parent"]) if service == "notification" else ("cases", case["id"])
            topic = f"peerbridge.{topic}"
            said = await self._comes("recruitment", SAID, topic, str(key), topic=INTAKE)
            if service == "recruitment":
                slowest = max(slowest, time.monotonic() - began)
                continue
            there = time.monotonic()
            await self._comes(service, HEARD, said["event_id"], topic=topic)
            slowest = max(slowest, time.monotonic() - there)
        return slowest

    async def _comes(self, service: str, statement: str, *values: Any, topic: str) -> dict[str, Any]:
        def last_words(name: str) -> str:
            child = self.system.running.get(name)
            return child.last_words(LAST_WORDS) if child else "it does not run"

        return await comes(self.rows, service, Thing(statement, values, topic), last_words)

    def note_mails(self) -> None:
        """What the mail server took, into the ledger."""
        self.ledger.mails = [
            Mail(str(mail.message["Message-ID"]).strip("<>").partition("@")[0], mail.recipients[0])
            for mail in self.mail.mails
        ]

    async def note_texts(self) -> None:
        """Logs and metrics, into the ledger."""
        for log in self.home.folder.glob("*.log"):
            if log.stem.partition("-")[0] in SERVICES:
                self.ledger.texts[f"{log.stem}'s log"] = log.read_text(errors="replace")
        async with httpx.AsyncClient(timeout=10) as http:
            for service, url in self.system.addresses.services.items():
                self.ledger.texts[f"{service}'s metrics"] = (await http.get(f"{url}/metrics")).text


def in_memory() -> Path | None:
    """Where the run's data lives, if there is room: a killed server finds it again, as on a disk."""
    if "PEERBRIDGE_STATE_DIR" in os.environ or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        return None
    return MEMORY / f"peerbridge-{os.getuid()}"


@asynccontextmanager
async def stage(name: str, seed: int, brokers: int = 1) -> AsyncIterator[Stage]:
    """Servers, databases, topics, six processes and a mail sink; all ended, with logs kept under `<name>-logs`."""
    with Home.claim(name, root=in_memory()) as home:
        postgres, kafka, mail = SmallPostgres(home), Brokers(home, brokers), MailSink(limit=1_000_000)
        await asyncio.gather(asyncio.to_thread(postgres.start), asyncio.to_thread(kafka.start))
        mail.start()
        databases = {service: await _database(postgres.admin_url, service) for service in SERVICES}
        await create_topics(kafka.bootstrap, replication=brokers)
        made = _made(home, postgres, kafka, mail, databases, seed)
        watching = asyncio.create_task(made.watch())
        try:
            made.system.start()
            await made.system.ready(patience=180)
            await made.reports.start()
            yield made
        finally:
            watching.cancel()
            for child in made.replicas.values():
                child.process.send_signal(signal.SIGCONT)
            await made.reports.stop()
            await made.world.player.__aexit__()
            await made.world.databases.close()
            await made.system.close()
            mail.stop()
            keep_logs(home, f"{name}-logs")


def _made(
    home: Home, postgres: SmallPostgres, kafka: Brokers, mail: MailSink, databases: dict[str, Urls], seed: int
) -> Stage:
    servers = Servers(kafka.bootstrap, mail.host, mail.port, databases, measured_every=PROMPTLY)
    system, policies, ledger = System(home, servers, BusinessClock(SPRING, real_now())), all_policies(), Ledger()
    player = NotingPlayer(system.addresses, system.tokens, all_counties(policies))
    player.ledger = ledger
    urls = {service: each.on(postgres.admin_url) for service, each in databases.items()}
    world = Trial(
        player=player, policies=policies, kafka=kafka.bootstrap, intake=kafka.bootstrap, system=system,
        databases=Databases(postgres.admin_url, kafka.bootstrap, databases), mail=mail,
    )  # fmt: skip
    reports = Reports(kafka.bootstrap, ledger, seed)
    people = People(world, reports, ledger, seed)
    return Stage(home, postgres, kafka, mail, system, world, reports, people, ledger, urls)


async def _database(admin_url: str, service: str) -> Urls:
    made = await make_database(admin_url, service)
    await asyncio.to_thread(migrate, service, made.owner)
    return made
