"""Kafka's committed offsets serve lag and scaling only: nobody waits long for them, and a broker that is away stops no loop."""

import asyncio
from contextlib import suppress
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

__all__ = ["LagOnly"]

COMMIT_SECONDS = 2.0  # a commit waits for the group's coordinator for as long as Kafka is away


class LagOnly:
    """What FastStream acknowledges to: the client's offsets, told if it listens."""

    def __init__(self, client: Any) -> None:
        self.client = client

    async def commit(self) -> None:
        """Tell Kafka where we are, if it listens."""
        with suppress(TimeoutError, KafkaError):
            async with asyncio.timeout(COMMIT_SECONDS):
                await self.client.commit()

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Read from there next."""
        self.client.seek(partition, offset)
