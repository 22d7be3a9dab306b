"""PostgreSQL, Kafka and the mail sink of a demo: our own, or those that the environment names; nothing of theirs is touched.

A server that is not ours gets databases of other names and topics that were not there, and loses them at the end.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from secrets import token_hex

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from peerbridge.database.migrations import migrate
from peerbridge.database.provision import Urls, make_database
from peerbridge.events.catalogue import TOPICS
from peerbridge.messaging.topics import create_topics
from peerbridge_demo.launch.kept import Kept
from peerbridge_demo.launch.progress import Progress
from peerbridge_demo.system import SERVICES, DemoError
from peerbridge_local.home import Home
from peerbridge_local.kafka import Kafka
from peerbridge_local.mail import MailSink
from peerbridge_local.postgres import Postgres
from peerbridge_local.stack import ADMIN_URL, BOOTSTRAP

__all__ = ["World"]


class World:
    """What the services stand on, brought up in parallel."""

    def __init__(self, home: Home, progress: Progress, *, keep: bool) -> None:
        self.progress, self.keep = progress, keep
        self.given_postgres, self.given_kafka = os.environ.get(ADMIN_URL, ""), os.environ.get(BOOTSTRAP, "")
        self.postgres = None if self.given_postgres else Postgres(home)
        self.kafka = None if self.given_kafka else Kafka(home)
        self.mail = MailSink()
        self.bootstrap = self.kafka.bootstrap if self.kafka else self.given_kafka
        self._suffix = f"_demo_{token_hex(3)}" if self.given_postgres and not keep else ""
        self._to_remove: list[str] = []

    async def broker(self) -> None:
        """Kafka, with the catalogue's topics. Raises: DemoError, LocalStackError."""
        if self.kafka:
            with self.progress.part("Kafka"):
                await asyncio.to_thread(self.kafka.start)
        try:
            made = await create_topics(self.bootstrap)
        except KafkaError as error:
            raise DemoError(f"Kafka at {self.bootstrap}: {type(error).__name__}; is {BOOTSTRAP} right?") from None
        if self.given_kafka and not self.keep:
            self._to_remove = made
            if len(made) < len(TOPICS):
                raise DemoError(
                    f"Kafka at {self.bootstrap} holds events of another run; say --keep, or remove its topics"
                )

    async def databases(self, kept: Kept) -> AsyncIterator[tuple[str, Urls]]:
        """PostgreSQL; then each service's database, as soon as it is at the newest revision. Raises: DemoError."""
        admin = self.given_postgres
        if self.postgres:
            with self.progress.part("PostgreSQL"):
                await asyncio.to_thread(self.postgres.start)
            admin = self.postgres.admin_url
        with self.progress.part("Databases", f"{len(SERVICES)} made and up to date"):
            for service in SERVICES:
                made = await self._database(admin, service, kept)
                yield service, made

    async def _database(self, admin: str, service: str, kept: Kept) -> Urls:
        try:
            made = await make_database(admin, service, kept.passwords[service], service + self._suffix)
        except (OSError, asyncpg.PostgresError) as error:
            raise DemoError(
                f"the database of {service} cannot be made: {error}; is {ADMIN_URL} a superuser's?"
            ) from None
        await asyncio.to_thread(migrate, service, made.owner)
        await kept.set_clock(made)
        return made

    async def remove(self) -> None:
        """Take away what was put into servers that are not ours."""
        if self._suffix:
            with suppress(OSError, asyncpg.PostgresError):
                admin = await asyncpg.connect(self.given_postgres, timeout=10)
                for service in SERVICES:
                    await admin.execute(f'DROP DATABASE IF EXISTS "{service}{self._suffix}" WITH (FORCE)')
                await admin.close()
        if self._to_remove:
            client = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
            with suppress(KafkaError):
                await client.start()
                await client.delete_topics(self._to_remove)
            await client.close()
