"""A Kafka for tests: one broker for the session; a test takes topics of its own names, or wipes everything first."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from time import monotonic

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, for_code

from peerbridge.messaging.access import Access
from peerbridge.messaging.topics import create_topics
from peerbridge.testing.control import Control

__all__ = ["KafkaServer"]

INNER = "__"  # what Kafka keeps for itself
PATIENCE = 30.0


@dataclass
class KafkaServer:
    """A running broker; `control` stops, kills and starts it."""

    bootstrap: str
    control: Control
    admin_access: Access | None = None  # of a broker that asks who one is

    def access(self, account: str, password: str) -> Access:
        """How an account reaches a broker that asks who one is."""
        assert self.admin_access, "this broker asks nobody"
        return replace(self.admin_access, mechanism="SCRAM-SHA-512", username=account, password=password)

    def prefix(self) -> str:
        """The beginning of names that no other test uses."""
        return f"t{secrets.token_hex(4)}."

    async def create(self, *names: str, partitions: int = 1) -> None:
        """Make topics; they can be written to when this returns."""
        async with self.admin() as admin:
            answer = await admin.create_topics([NewTopic(name, partitions, 1) for name in names])
            for name, code, *_ in answer.topic_errors:
                if code:
                    raise for_code(code)(name)
            await _listed(admin, lambda there: there.issuperset(names))

    async def wipe(self) -> None:
        """Remove all topics, then make the catalogue's topics anew, empty. Groups stay: positions are the databases' own."""
        async with self.admin() as admin:
            topics = _own(await admin.list_topics())
            if topics:
                await admin.delete_topics(topics)
                await _listed(admin, lambda there: there.isdisjoint(topics))
            made = await create_topics(self.bootstrap)
            await _listed(admin, lambda there: there.issuperset(made))

    @asynccontextmanager
    async def admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        """Kafka's admin client, connected; waits up to half a minute for a broker that has just been started."""
        deadline = monotonic() + PATIENCE
        client = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        while True:
            try:
                await client.start()
                break
            except KafkaError:
                await client.close()
                if monotonic() > deadline:
                    raise
                await asyncio.sleep(0.2)
                client = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        try:
            yield client
        finally:
            await client.close()


def _own(topics: Iterable[str]) -> list[str]:
    return [topic for topic in topics if not topic.startswith(INNER)]


async def _listed(admin: AIOKafkaAdminClient, wanted: Callable[[set[str]], bool]) -> None:
    """Wait until the broker's own list is as wanted: it answers a change before it knows it."""
    deadline = monotonic() + PATIENCE
    while not wanted(set(await admin.list_topics())):
        if monotonic() > deadline:
            raise TimeoutError("Kafka's list of topics did not become as wanted")
        await asyncio.sleep(0.05)
