"""All five databases, seen by a superuser: whether everything said has been heard, and what the services know."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any, Final

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupLoadInProgressError

from peerbridge.database.chassis import CHASSIS_TABLES
from peerbridge.database.provision import Urls
from peerbridge.events.catalogue import TOPICS
from peerbridge_local.eye import Eye

__all__ = ["Databases"]

CALM_LOOKS: Final = 5  # in a row: what was heard may cause something more
LOOK_SECONDS: Final = 0.3
PLACES: Final = [TopicPartition(each.name, number) for each in TOPICS.values() for number in range(each.partitions)]
TABLES: Final = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
)
ON_THE_WAY: Final = "SELECT count(*) FROM deliveries WHERE state IN ('ready', 'handing_over')"
TO_LOOK_AT: Final = "SELECT count(*) FROM pool_change"
BUSY: Final = """
SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM job WHERE done_at IS NULL)
    + (SELECT count(*) FROM parked_keys WHERE NOT dead)
"""
Ends = Mapping[tuple[str, int], int]


class Databases:
    """`admin_url`: a superuser's. `urls`: where each service's database is."""

    def __init__(self, admin_url: str, bootstrap: str, urls: Mapping[str, Urls]) -> None:
        self.bootstrap = bootstrap
        self._eyes = {name: Eye(each.on(admin_url)) for name, each in urls.items()}

    async def rows(self, service: str, statement: str, *values: Any) -> list[dict[str, Any]]:
        """What a statement finds in a service's database."""
        return [dict(row) for row in await self._eyes[service].rows(statement, *values)]

    async def execute(self, service: str, statement: str, *values: Any) -> None:
        """Change a service's database from outside, as no service would."""
        connection = await asyncpg.connect(self._eyes[service].url, timeout=10)
        try:
            await connection.execute(statement, *values)
        finally:
            await connection.close()

    async def close(self) -> None:
        """Look no more."""
        for each in self._eyes.values():
            await each.close()

    async def settled(self, patience: float = 60.0) -> None:
        """Return when every service has heard all that was said and has nothing left to say. Raises: TimeoutError."""
        async with AsyncExitStack() as held:
            consumer, admin = (
                AIOKafkaConsumer(bootstrap_servers=self.bootstrap),
                AIOKafkaAdminClient(bootstrap_servers=self.bootstrap),
            )
            held.push_async_callback(consumer.stop)
            await consumer.start()
            held.push_async_callback(admin.close)
            await admin.start()
            await self._calm(consumer, admin, patience)

    async def _calm(self, consumer: AIOKafkaConsumer, admin: AIOKafkaAdminClient, patience: float) -> None:
        until, calm = time.monotonic() + patience, 0
        while calm < CALM_LOOKS:
            left = await self._left(consumer, admin)
            calm = 0 if left else calm + 1
            if left and time.monotonic() > until:
                raise TimeoutError(f"not settled within {patience:.0f} s: {', '.join(left)}")
            await asyncio.sleep(LOOK_SECONDS)

    async def state(self) -> dict[str, list[str]]:
        """Every row of the services' own tables, as text, by service and table: what a doubled delivery must not change."""
        found: dict[str, list[str]] = {}
        for service in self._eyes:
            for row in await self.rows(service, TABLES):
                table = row["tablename"]
                if table not in CHASSIS_TABLES and not table.startswith(("inbox_", "published_", "audit_")):
                    rows = await self.rows(service, f'SELECT t::text AS row FROM "{table}" AS t ORDER BY 1')  # noqa: S608 (a table's name)
                    found[f"{service}.{table}"] = [each["row"] for each in rows]
        return found

    async def _left(self, consumer: AIOKafkaConsumer, admin: AIOKafkaAdminClient) -> list[str]:
        """What is still to be done, in words. Every service reads a topic as the group `<service>.<topic>`."""
        ends = {(at.topic, at.partition): end for at, end in (await consumer.end_offsets(PLACES)).items()}
        try:
            groups = {group for group, *_ in await admin.list_consumer_groups()}
        except GroupLoadInProgressError:  # on its way for some seconds after the first group has joined
            return ["Kafka is still reading its groups"]
        return [
            left
            for service in self._eyes
            for left in await self._left_of(
                service, {place: end for place, end in ends.items() if f"{service}.{place[0]}" in groups}
            )
        ]

    async def _left_of(self, service: str, ends: Ends) -> list[str]:
        own = {"notification": (ON_THE_WAY,), "matching": (TO_LOOK_AT,)}
        statements = (BUSY, *own.get(service, ()))
        busy = sum([next(iter((await self.rows(service, each))[0].values())) for each in statements])
        positions = await self.rows(service, "SELECT topic, partition, next_offset FROM positions")
        heard = {(row["topic"], row["partition"]): row["next_offset"] for row in positions}
        behind = sum(max(0, end - heard.get(place, 0)) for place, end in ends.items())
        found = [f"{service} is {behind} events behind"] if behind else []
        return found + ([f"{service} has {busy} things to do"] if busy else [])
